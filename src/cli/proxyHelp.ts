/** What `leash-mcp --help` prints: within 80 columns, without a parser's help, which would cost every start its time. */
export const PROXY_HELP = `Usage: leash-mcp [options] -- COMMAND [ARGS...]

Starts the MCP server COMMAND behind Leash: each call is checked against your
policies and written to a signed log before the server sees it. Put it where the
server's command stands in your client's configuration.

Options:
  --name SERVER       what policies call this server (default: from the command)
  --agent NAME        what policies call the client (default: default)
  --policy SOURCE     a policy file, a folder of them, or builtin:NAME;
                      repeatable (default: the folder policies/ in the home)
  --observe           let everything through, and record what would have been
                      denied
  --home DIR          where policies, keys and the log live
                      (default: $LEASH_HOME or ~/.leash)
  --durability LEVEL  what a record survives: full, a power cut; process, the
                      end of Leash (default: full)
  --log-level LEVEL   error, warn or info, on stderr (default: warn)
  -h, --help          show this text
  -V, --version       show the version

Examples:
  leash-mcp -- npx -y @modelcontextprotocol/server-filesystem /data
  leash-mcp --policy builtin:read-only -- uvx mcp-server-git --repository .
  leash-mcp --name notes --agent claude --policy ./team.yaml -- node notes.mjs

With no policy at all everything is denied, and each denial says which command
helps. \`leash audit log\` shows the decisions, \`leash audit verify\` proves that
nobody changed them.
`;
