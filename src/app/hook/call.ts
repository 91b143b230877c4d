import { isAbsolute } from 'node:path';
import { readShell } from '../../authz/shell/acts.ts';
import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';
import { isObject, member } from '../../jsonrpc/value.ts';

/** One thing that a call does, as it is asked of the policies. */
export interface HookAct {
  readonly server: string;
  readonly action: string;
  readonly args: JsonObject;
  /** What relative paths start from. */
  readonly cwd: string;
}

/** The call of a tool that a client is about to make: all that it does, and what is known of it. */
export interface HookCall {
  readonly session: string | null;
  /** At least one. */
  readonly acts: readonly HookAct[];
  /** Whether the client can ask its person, and the person is there. */
  readonly canAsk: boolean;
}

/** A call, or why nobody can judge it. */
export type HookReading =
  { readonly kind: 'call'; readonly call: HookCall } | { readonly kind: 'refused'; readonly why: string };

/** The server under which policies know the tools that are part of an agent. */
const BUILTIN = 'builtin';

/** What a tool of an agent does: its name in lower case, as clients call such tools, and the argument that it is about. */
interface ToolRow {
  readonly action: 'shell.exec' | 'file.read' | 'file.write' | 'web.fetch';
  /** The first of these that is there. */
  readonly about: readonly string[];
}

const PATHS = ['file_path', 'path', 'notebook_path', 'target_file', 'filePath'];
const TOOLS: ReadonlyMap<string, ToolRow> = new Map<string, ToolRow>([
  ...row('shell.exec', ['command'], ['bash', 'shell', 'run_terminal_cmd']),
  ...row('file.read', PATHS, ['read', 'notebookread', 'ls', 'read_file']),
  ...row('file.write', PATHS, ['write', 'edit', 'multiedit', 'notebookedit', 'strreplace', 'delete', 'tabwrite']),
  ...row('web.fetch', ['url'], ['webfetch']),
]);

function row(action: ToolRow['action'], about: readonly string[], names: readonly string[]): [string, ToolRow][] {
  return names.map((name) => [name, { action, about }]);
}

/** What a call of a tool does; null where the tool's arguments are not those that it is known by. */
export function actsOf(tool: string, input: JsonValue | undefined, cwd: string): readonly HookAct[] | null {
  if (!isObject(input) || tool === '') return null;
  const [, server, name] = /^mcp__(.+?)__(.+)$/.exec(tool) ?? /^MCP:([^:]+):(.+)$/.exec(tool) ?? [];
  if (server !== undefined && name !== undefined) return [{ server, action: name, args: input, cwd }];
  const known = TOOLS.get(tool.toLowerCase());
  if (known === undefined) return [{ server: BUILTIN, action: tool, args: input, cwd }];
  const about = known.about.map((key) => member(input, key)).find((value) => value !== undefined);
  if (typeof about !== 'string') return null;
  if (known.action === 'shell.exec') return shellActs(about, cwd);
  const args = known.action === 'web.fetch' ? { url: about } : { path: about };
  return [{ server: BUILTIN, action: known.action, args, cwd }];
}

/** All that a script does. One that nobody can read is asked about as a whole, under a name that few rules allow. */
export function shellActs(script: string, cwd: string): readonly HookAct[] {
  const reading = readShell(script, cwd);
  if (reading.kind === 'unparsable') {
    return [{ server: BUILTIN, action: UNREAD, args: { command: script, why: reading.why }, cwd }];
  }
  const acts = reading.acts.map((act) => ({ ...act, args: { ...act.args }, server: BUILTIN }));
  // Nothing is done, and that is done by a shell.
  return acts.length > 0 ? acts : [{ server: BUILTIN, action: 'shell.exec', args: { command: script }, cwd }];
}

/** The action of a script that cannot be taken apart. */
const UNREAD = 'shell.unparsed';

/** A text member of what a client sends; null where there is none. */
export function textIn(value: JsonValue, key: string): string | null {
  const found = member(value, key);
  return typeof found === 'string' && found !== '' ? found : null;
}

/** The folder that a client names, if it is one. */
export function folderIn(value: JsonValue, key: string): string | null {
  const folder = textIn(value, key);
  return folder !== null && isAbsolute(folder) && !folder.includes('\0') ? folder : null;
}
