import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';
import { member } from '../../jsonrpc/value.ts';
import { actsOf, folderIn, shellActs, textIn, type HookAct, type HookCall, type HookReading } from './call.ts';
import { HOOK_NAMES } from './names.ts';

/** What a hook tells its client. */
export interface HookVerdict {
  readonly verdict: 'allow' | 'ask' | 'deny';
  readonly reason: string;
}

/** A client whose hooks Leash can be: what it sends, and what it takes for an answer. */
export interface HookClient {
  /** The agent that policies know it as, unless it is told otherwise. */
  readonly agent: string;
  read(input: JsonValue): HookReading;
  /** `approves`: an allow is the client's own, too; else the client goes on as if nobody had been asked. */
  answer(verdict: HookVerdict, approves: boolean): JsonObject;
}

/** Claude Code: `PreToolUse` (https://code.claude.com/docs/en/hooks). */
const claudeCode: HookClient = {
  agent: 'claude-code',
  read(input) {
    if (textIn(input, 'hook_event_name') !== 'PreToolUse')
      return refused('it is set up for another event than `PreToolUse`');
    const cwd = folderIn(input, 'cwd');
    if (cwd === null) return refused('`cwd` has to be an absolute path');
    const mode = textIn(input, 'permission_mode') ?? 'default';
    return callOf({
      acts: actsOf(textIn(input, 'tool_name') ?? '', member(input, 'tool_input'), cwd),
      session: textIn(input, 'session_id'),
      canAsk: ASKING_MODES.has(mode),
    });
  },
  answer({ verdict, reason }, approves) {
    if (verdict === 'allow' && !approves) return {};
    return {
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: verdict,
        permissionDecisionReason: reason,
      },
    };
  },
};

/** In the others nobody is asked, whatever a hook says. */
const ASKING_MODES: ReadonlySet<string> = new Set(['default', 'plan', 'acceptEdits']);

/** Cursor: `beforeShellExecution`, `beforeMCPExecution`, `beforeReadFile` and `preToolUse` (https://cursor.com/docs/hooks). */
const cursor: HookClient = {
  agent: 'cursor',
  read(input) {
    const event = CURSOR_EVENTS.get(textIn(input, 'hook_event_name') ?? '');
    if (event === undefined) return refused('it is set up for an event that it is not made for');
    const [root] = listOf(member(input, 'workspace_roots'));
    const cwd = folderIn(input, 'cwd') ?? (typeof root === 'string' ? folderIn({ root }, 'root') : null);
    if (cwd === null) return refused('it names no folder: neither `cwd` nor `workspace_roots`');
    return callOf({ acts: event.acts(input, cwd), session: textIn(input, 'conversation_id'), canAsk: event.canAsk });
  },
  answer: ({ verdict, reason }) =>
    verdict === 'allow'
      ? { permission: 'allow' }
      : { permission: verdict, user_message: reason, agent_message: reason },
};

interface CursorEvent {
  readonly acts: (input: JsonValue, cwd: string) => readonly HookAct[] | null;
  /** Whether Cursor asks its person when it is told to. */
  readonly canAsk: boolean;
}

const CURSOR_EVENTS: ReadonlyMap<string, CursorEvent> = new Map<string, CursorEvent>([
  [
    'beforeShellExecution',
    {
      canAsk: true,
      acts(input, cwd) {
        const command = textIn(input, 'command');
        return command === null ? null : shellActs(command, cwd);
      },
    },
  ],
  ['beforeReadFile', { canAsk: false, acts: (input, cwd) => actsOf('read', input, cwd) }],
  [
    'beforeMCPExecution',
    {
      canAsk: true,
      acts(input, cwd) {
        const name = textIn(input, 'tool_name') ?? '';
        const given = parsed(member(input, 'tool_input'));
        return actsOf(name.startsWith('MCP:') || name === '' ? name : `MCP:mcp:${name}`, given, cwd);
      },
    },
  ],
  [
    'preToolUse',
    {
      canAsk: false,
      acts: (input, cwd) => actsOf(textIn(input, 'tool_name') ?? '', parsed(member(input, 'tool_input')), cwd),
    },
  ],
]);

const CLIENTS: Readonly<Record<(typeof HOOK_NAMES)[number], HookClient>> = { 'claude-code': claudeCode, cursor };

/** The clients, by the word that names them on the command line. */
export const HOOK_CLIENTS: ReadonlyMap<string, HookClient> = new Map(HOOK_NAMES.map((name) => [name, CLIENTS[name]]));

function callOf({ acts, ...call }: { readonly acts: readonly HookAct[] | null } & Omit<HookCall, 'acts'>): HookReading {
  if (acts === null) return refused('the tool is called without what it is known by');
  return { kind: 'call', call: { ...call, acts } };
}

function refused(why: string): HookReading {
  return { kind: 'refused', why };
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** Arguments that come as the text of their JSON. */
function parsed(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return undefined;
  }
}
