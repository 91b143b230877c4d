/** A file of settings as somebody may have it. */
export interface Sample {
  readonly client: string;
  /** Below the user's folder, on Linux. */
  readonly path: string;
  readonly text: string;
  /** How many of its servers can be wrapped. */
  readonly wraps: number;
}

const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

/** Settings of every client, in the shapes that people and programs write. */
export const SAMPLES: readonly Sample[] = [
  {
    client: 'claude-desktop',
    path: '.config/Claude/claude_desktop_config.json',
    wraps: 2,
    text: `{
  "globalShortcut": "Alt+Space",
  "mcpServers": {
    "files": {
      "command": "npx",
      "args": [
        "-y",
        "@modelcontextprotocol/server-filesystem",
        "/home/me/Dokumente/Pläne"
      ]
    },
    "sqlite": { "command": "uvx", "args": ["mcp-server-sqlite", "--db-path", "/tmp/a b.db"], "env": { "TZ": "UTC" } }
  },
  "preferences": { "menuBarEnabled": true }
}`,
  },
  {
    client: 'claude-code',
    path: '.claude.json',
    wraps: 4,
    text: `{"numStartups":7,"mcpServers":{"git":{"type":"stdio","command":"uvx","args":["mcp-server-git"],"env":{}},"remote":{"type":"http","url":"https://mcp.example.com/mcp","headers":{"Authorization":"Bearer sekret-token-1"}}},"projects":{"/home/me/a.b":{"allowedTools":[],"history":[{"display":"{\\"mcpServers\\": }"}],"mcpServers":{"git":{"command":"uvx","args":["mcp-server-git","--repository","."]}}},"/home/me/ünï\\u0063ode":{"mcpServers":{"sse one":{"type":"sse","url":"http://localhost:3000/sse"}}}}}`,
  },
  {
    client: 'cursor',
    path: '.cursor/mcp.json',
    wraps: 3,
    text: crlf(`\uFEFF{
\t// what I use every day
\t"mcpServers": {
\t\t"no-args": {
\t\t\t"command": "my-server", // in the PATH
\t\t},
\t\t/* by URL */ "linear": {
\t\t\t"url": "https://mcp.linear.app/sse?team=\${env:TEAM}",
\t\t\t"headers": {
\t\t\t\t"X-Api-Key": "\${env:LINEAR_KEY}",
\t\t\t\t"x-api-key2": "abc\\"def",
\t\t\t},
\t\t},
\t\t"with-env": {
\t\t\t"env": {"API_KEY": "k-123456789"},
\t\t\t"command": "node", "args": ["server.js"]
\t\t},
\t},
}
`),
  },
  {
    client: 'vscode',
    path: '.config/Code/User/mcp.json',
    wraps: 3,
    text: `{
    "inputs": [{ "id": "key", "type": "promptString", "description": "API key", "password": true }],
    "servers": {
        "gh": {
            "type": "http",
            "url": "https://api.example.com/mcp/",
            "headers": { "Authorization": "Bearer \${input:key}" }
        },
        "local": { "type": "stdio", "command": "\${workspaceFolder}/run.sh", "args": [], "envFile": ".env" },
        "Docker MCP \\"quoted\\"": {
            "command": "docker",
            "args": ["run", "-i", "--rm", "mcp/fetch"],
            "dev": { "watch": "**/*.ts" }
        }
    }
}
`,
  },
  {
    client: 'vscode',
    path: '.config/Code/User/settings.json',
    wraps: 1,
    text: `{
  // editor
  "editor.fontSize": 12, /* points */
  "mcp": { "servers": { "everything": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-everything"] } } },
}`,
  },
  {
    client: 'windsurf',
    path: '.codeium/windsurf/mcp_config.json',
    wraps: 2,
    text: `{ "mcpServers": { "figma": { "serverUrl": "https://figma.example/mcp", "disabled": false }, "time": { "command": "uvx", "args": ["mcp-server-time"], "disabledTools": ["convert_time"] } } }\n\n`,
  },
  {
    client: 'cline',
    path: '.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json',
    wraps: 2,
    text: crlf(`{
  "mcpServers": {
    "weather": {
      "autoApprove": [],
      "disabled": false,
      "timeout": 60,
      "type": "stdio",
      "command": "cmd",
      "args": ["/c", "npx", "-y", "weather-mcp"]
    },
    "web": {
      "type": "streamableHttp",
      "url": "https://web.example/mcp",
      "autoApprove": ["search"]
    }
  }
}`),
  },
  {
    client: 'codex',
    path: '.codex/config.toml',
    wraps: 5,
    text: `# my settings
model = "gpt-5"   # the best

[mcp_servers.files]  # what it may read
command = "npx" # from npm
args = [
  "-y", # yes
  "@modelcontextprotocol/server-filesystem",
  '/data',
]
startup_timeout_sec = 20

[mcp_servers.files.env]
"KEY WITH SPACE" = "1"
LOG = """
two
lines"""

[mcp_servers."figma dev"]
url = "https://mcp.figma.example/mcp"
bearer_token_env_var = "FIGMA_TOKEN"
http_headers = { "X-Region" = "eu-west-1" }
enabled = true

[mcp_servers.bare]
command = 'C:\\tools\\server.exe'

[mcp_servers.headers]
url = "https://h.example/mcp"
env_http_headers = { "X-Key" = "H_KEY" }

[mcp_servers.headers.http_headers]
"X-Static" = "static-value"

[profiles.fast]
model = "gpt-5-mini"

[mcp_servers]
inline = { command = "node", args = ["a.js"], env = { A = "b" } }
`,
  },
  {
    client: 'gemini',
    path: '.gemini/settings.json',
    wraps: 3,
    text: `{
  "theme": "Default",
  "mcpServers": {
    "one": { "httpUrl": "https://one.example/mcp", "headers": { "X": "$ONE_KEY" }, "timeout": 5000, "trust": false },
    "two": { "url": "https://two.example/sse" },
    "three": { "command": "python", "args": ["-m", "srv"], "cwd": "./srv", "includeTools": ["a"] },
    "four": { "httpUrl": "https://four.example/mcp", "authProviderType": "google_credentials" }
  }
}
`,
  },
  {
    client: 'zed',
    path: '.config/zed/settings.json',
    wraps: 3,
    text: `// Zed settings
{
  "theme": "One Dark",
  "context_servers": {
    "custom": { "source": "custom", "enabled": true, "command": "npx", "args": ["-y", "x"], "env": {} },
    "older": {
      "command": {
        "path": "/usr/local/bin/older-mcp",
        "args": ["serve"],
        "env": {}
      },
      "settings": {}
    },
    "mcp-server-github": { "source": "extension", "settings": { "token": "t" } },
    "web": { "url": "https://web.example/mcp" }
  }
}
`,
  },
  {
    client: 'goose',
    path: '.config/goose/config.yaml',
    wraps: 3,
    text: `# goose
GOOSE_PROVIDER: anthropic
extensions:
  developer:
    bundled: true
    enabled: true
    name: developer
    timeout: 300
    type: builtin
  fetch:
    # web pages
    type: stdio
    cmd: uvx   # python
    args:
      - mcp-server-fetch
      - "--ignore-robots-txt"   # sorry
    enabled: true
    envs: {}
    env_keys: [FETCH_KEY]
    timeout: 300
  'remote one':
    type: streamable_http
    uri: "https://r.example/mcp"
    headers:
      X-Key: plain-value
      Authorization: Bearer \${R_TOKEN}
    env_keys:
    - R_TOKEN
    envs: {}
  flow: { type: stdio, cmd: node, args: [a.js], enabled: true }
GOOSE_MODE: auto
`,
  },
  {
    client: 'opencode',
    path: '.config/opencode/opencode.json',
    wraps: 2,
    text: `{
  "$schema": "https://opencode.ai/config.json",
  "mcp": {
    "everything": {
      "type": "local",
      "command": ["npx", "-y", "@modelcontextprotocol/server-everything"],
      "environment": { "A": "1" },
      "enabled": true
    },
    "sentry": {
      "type": "remote",
      "url": "https://mcp.sentry.example/mcp",
      "headers": { "Authorization": "Bearer {env:SENTRY}" },
      "oauth": false
    },
    "login": { "type": "remote", "url": "https://l.example/mcp", "oauth": {} }
  }
}
`,
  },
  {
    client: 'opencode',
    path: '.config/opencode/opencode.jsonc',
    wraps: 1,
    text: `{ "mcp": { "servers": { /* newer */ "m": { "type": "local", "command": ["bun", "x", "m"] }, } } }`,
  },
  {
    client: 'kiro',
    path: '.kiro/settings/mcp.json',
    wraps: 2,
    text: `{
  "mcpServers": {
    "aws": { "command": "uvx", "args": ["awslabs.core@latest"], "env": { "FASTMCP_LOG_LEVEL": "ERROR" }, "disabled": true, "autoApprove": [] },
    "api": { "url": "https://api.example.com/mcp", "headers": { "Authorization": "Bearer \${API_TOKEN}" } }
  }
}
`,
  },
];
