import type { ConfigFormat } from './tree.ts';

/** Folders that clients keep their settings below. */
export type ConfigBase =
  | 'home'
  /** Where applications keep settings: `%APPDATA%`, `~/Library/Application Support`, `~/.config`. */
  | 'application'
  /** Where command line programs do: `%APPDATA%`, `~/.config` on all others. */
  | 'config'
  /** `$CODEX_HOME`, or `~/.codex`. */
  | 'codex'
  /** The folder of a project. */
  | 'project';

/** One file of settings that a client reads servers from. */
export interface ClientFile {
  readonly scope: 'user' | 'project';
  readonly base: ConfigBase;
  /** Below the base, with `/`. */
  readonly path: string;
  /** The same on Windows, where it is another. */
  readonly windowsPath?: string;
  readonly format: ConfigFormat;
  /** Where servers stand by their names; `*` stands for every key. */
  readonly servers: readonly (readonly string[])[];
}

/** What the entries of a client call their parts. */
export interface EntryShape {
  readonly command: string;
  /** Null where the command is a list that begins with the program. */
  readonly args: string | null;
  readonly env: string;
  /** What `type` says of a server that the client starts; null where an entry need not say. */
  readonly stdio: string;
  /** Names of variables that the client hands on to what it starts; null where it hands on all. */
  readonly forward: string | null;
}

/** A program that runs MCP servers for a model. */
export interface Client {
  /** What commands and policies call it. */
  readonly id: string;
  readonly title: string;
  readonly shape: EntryShape;
  readonly files: readonly ClientFile[];
}

const SHAPE: EntryShape = { command: 'command', args: 'args', env: 'env', stdio: 'stdio', forward: null };

const MCP_SERVERS = [['mcpServers']];

type Where = readonly [base: ConfigBase, path: string, windowsPath?: string];

function file(
  scope: ClientFile['scope'],
  [base, path, windowsPath]: Where,
  servers: ClientFile['servers'],
  format: ConfigFormat = 'jsonc',
): ClientFile {
  return { scope, base, path, format, servers, ...(windowsPath === undefined ? {} : { windowsPath }) };
}

const CLINE = 'User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json';
/** The second is what newer releases use. */
const OPENCODE = [['mcp'], ['mcp', 'servers']];

/** Every client whose settings Leash knows. */
export const CLIENTS: readonly Client[] = [
  {
    id: 'claude-desktop',
    title: 'Claude Desktop',
    shape: SHAPE,
    files: [file('user', ['application', 'Claude/claude_desktop_config.json'], MCP_SERVERS)],
  },
  {
    id: 'claude-code',
    title: 'Claude Code',
    shape: SHAPE,
    files: [
      // The servers of each project that the user has opened stand in the user's own file.
      file('user', ['home', '.claude.json'], [['mcpServers'], ['projects', '*', 'mcpServers']]),
      file('project', ['project', '.mcp.json'], MCP_SERVERS),
    ],
  },
  {
    id: 'cursor',
    title: 'Cursor',
    shape: SHAPE,
    files: [
      file('user', ['home', '.cursor/mcp.json'], MCP_SERVERS),
      file('project', ['project', '.cursor/mcp.json'], MCP_SERVERS),
    ],
  },
  {
    id: 'vscode',
    title: 'VS Code',
    shape: SHAPE,
    files: [
      file('user', ['application', 'Code/User/mcp.json'], [['servers']]),
      file('user', ['application', 'Code/User/settings.json'], [['mcp', 'servers']]),
      file('user', ['application', 'Code - Insiders/User/mcp.json'], [['servers']]),
      file('project', ['project', '.vscode/mcp.json'], [['servers']]),
    ],
  },
  {
    id: 'windsurf',
    title: 'Windsurf',
    shape: SHAPE,
    files: [file('user', ['home', '.codeium/windsurf/mcp_config.json'], MCP_SERVERS)],
  },
  {
    id: 'cline',
    title: 'Cline',
    shape: SHAPE,
    files: [file('user', ['application', `Code/${CLINE}`], MCP_SERVERS)],
  },
  {
    id: 'codex',
    title: 'Codex',
    shape: { ...SHAPE, forward: 'env_vars' },
    files: [
      file('user', ['codex', 'config.toml'], [['mcp_servers']], 'toml'),
      file('project', ['project', '.codex/config.toml'], [['mcp_servers']], 'toml'),
    ],
  },
  {
    id: 'gemini',
    title: 'Gemini CLI',
    shape: SHAPE,
    files: [
      file('user', ['home', '.gemini/settings.json'], MCP_SERVERS),
      file('project', ['project', '.gemini/settings.json'], MCP_SERVERS),
    ],
  },
  {
    id: 'zed',
    title: 'Zed',
    shape: SHAPE,
    files: [
      file('user', ['config', 'zed/settings.json', 'Zed/settings.json'], [['context_servers']]),
      file('project', ['project', '.zed/settings.json'], [['context_servers']]),
    ],
  },
  {
    id: 'goose',
    title: 'Goose',
    shape: { ...SHAPE, command: 'cmd', env: 'envs' },
    files: [file('user', ['config', 'goose/config.yaml', 'Block/goose/config/config.yaml'], [['extensions']], 'yaml')],
  },
  {
    id: 'opencode',
    title: 'opencode',
    shape: { ...SHAPE, args: null, env: 'environment', stdio: 'local' },
    files: [
      file('user', ['config', 'opencode/opencode.json'], OPENCODE),
      file('user', ['config', 'opencode/opencode.jsonc'], OPENCODE),
      file('project', ['project', 'opencode.json'], OPENCODE),
      file('project', ['project', 'opencode.jsonc'], OPENCODE),
      file('project', ['project', '.opencode/opencode.json'], OPENCODE),
      file('project', ['project', '.opencode/opencode.jsonc'], OPENCODE),
    ],
  },
  {
    id: 'kiro',
    title: 'Kiro',
    shape: SHAPE,
    files: [
      file('user', ['home', '.kiro/settings/mcp.json'], MCP_SERVERS),
      file('project', ['project', '.kiro/settings/mcp.json'], MCP_SERVERS),
    ],
  },
];
