/** What `leash-mcp --help` prints: within 80 columns, without a parser's help, which would cost every start its time. */
export const PROXY_HELP = `Usage: leash-mcp [options] -- COMMAND [ARGS...]
       leash-mcp [options] --url URL

Puts an MCP server behind Leash: each call is checked against your policies and
written to a signed log before the server sees it. The server is one that Leash
starts (COMMAND), or one that runs (URL). Put it where the server stands in your
client's configuration.

Options:
  --name SERVER       what policies call this server (default: from the command)
  --agent NAME        what policies call the client (default: default)
  --agent-token-env NAME, --agent-token-file PATH
                      where the token of a registered agent is, which shows who
                      the client is (\`leash agents register\`)
  --policy SOURCE     a policy file, a folder of them, or builtin:NAME;
                      repeatable (default: the folder policies/ in the home)
  --observe           let everything through, and record what would have been
                      denied
  --strict            let nothing through that a person has not accepted with
                      \`leash trust\`: new servers, new tools, unlisted tools
  --home DIR          where policies, keys and the log live
                      (default: $LEASH_HOME or ~/.leash)
  --durability LEVEL  what a record survives: full, a power cut; process, the
                      end of Leash (default: full)
  --admin [HOST:]PORT serve the admin API on loopback too, with a page at /docs
                      (it is on a socket in the home anyway)
  --log-level LEVEL   error, warn or info, on stderr (default: warn)
  -h, --help          show this text
  -V, --version       show the version

A server at a URL:
  --url URL           Streamable HTTP, or HTTP+SSE of 2024-11-05
  --url-env NAME      the variable that holds the URL, where that has a secret
  --header NAME=VALUE sent with each request; repeatable; {env:NAME} and
                      {file:PATH} in it stand for what is there
  --header-env NAME=VARIABLE  the same, all of it from a variable; repeatable
  --bearer-env NAME   the variable that holds a bearer token
  --bearer-file PATH  the file that holds it, read anew when it changes
  --oauth-client-id ID, --oauth-client-secret-env NAME,
  --oauth-client-secret-file PATH, --oauth-scope SCOPES, --oauth-issuer URL
                      a client of an authorization server, in its own name;
                      for the login of a person run \`leash login URL\`

Clients over HTTP, at /mcp:
  --listen [HOST:]PORT  in place of stdin and stdout (default host: 127.0.0.1)
  --auth              ask each client for a bearer token (\`leash agents
                      register\`, or \`auth\` in config.yaml)
  --public-url URL    what clients call the listener, if not its address
  --allow-host NAME   a Host and Origin besides those of loopback; repeatable
  --insecure-no-auth  listen beyond loopback without --auth

Examples:
  leash-mcp -- npx -y @modelcontextprotocol/server-filesystem /data
  leash-mcp --policy builtin:read-only -- uvx mcp-server-git --repository .
  leash-mcp --name notes --agent claude --policy ./team.yaml -- node notes.mjs
  leash-mcp --url https://mcp.example.com/mcp --bearer-env EXAMPLE_TOKEN
  leash-mcp --listen 8765 -- npx -y @modelcontextprotocol/server-memory

With no policy at all everything is denied, and each denial says which command
helps. \`leash audit log\` shows the decisions, \`leash audit verify\` proves that
nobody changed them.
`;
