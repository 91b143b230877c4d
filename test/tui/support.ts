import { createHash } from 'node:crypto';
import type { LogLine } from '../../src/app/auditLine.ts';
import type { ShownEntry } from '../../src/app/auditShow.ts';
import type { Agent } from '../../src/app/control/agents.ts';
import type { Answered, ApprovalAnswer, HeldCall } from '../../src/app/control/approvals.ts';
import type { LiveCounts, LiveDecision, LiveNote, LiveOutcome } from '../../src/app/control/feed.ts';
import type { FleetCall, FleetEvent, FleetProxy } from '../../src/app/control/fleet.ts';
import { frame } from '../../src/tui/frame.ts';
import { initialState } from '../../src/tui/initial.ts';
import { plainText } from '../../src/tui/line.ts';
import type { Effect, Key, Message, Size, State } from '../../src/tui/model.ts';
import { reduce } from '../../src/tui/reduce.ts';
import type { DashboardSource, ServerSight, Sights } from '../../src/tui/source.ts';

/** When every test begins. */
export const NOW = Date.UTC(2026, 2, 1, 12);

export const SMALL: Size = { columns: 80, rows: 24 };
export const LARGE: Size = { columns: 200, rows: 50 };

/** Text that would colour, retitle, ring, turn around, erase and hide. */
export const HOSTILE = '\u001b[31mred\u001b]0;title\u0007\u202Eturned\u009b2J\rgone\u200b\nline';

export function opened(size: Size = SMALL, bell = false): State {
  return initialState({ now: NOW, size, bell });
}

/** The state after some messages. */
export function after(state: State, ...messages: readonly Message[]): State {
  return messages.reduce((before, message) => reduce(before, message).state, state);
}

export function fleet(...events: readonly FleetEvent[]): Message {
  return { type: 'fleet', events };
}

/** A key by its name; one character is itself. */
export function key(name: string): Message {
  const pressed: Key = { name, text: name.length === 1 ? name : '' };
  return { type: 'key', key: pressed };
}

/** Presses keys; returns where that leads, and all effects. */
export function pressed(state: State, ...names: readonly string[]): { state: State; effects: readonly Effect[] } {
  const effects: Effect[] = [];
  let now = state;
  for (const name of names) {
    const step = reduce(now, key(name));
    now = step.state;
    effects.push(...step.effects);
  }
  return { state: now, effects };
}

/** The screen as text. */
export function screen(state: State): string {
  return frame(state).map(plainText).join('\n');
}

export const NO_COUNTS: LiveCounts = {
  allowed: 0,
  denied: 0,
  observed: 0,
  unrecorded: 0,
  outcomes: 0,
  errors: 0,
  events: 0,
};

export function proxyOf(id = 'p1', change: Partial<FleetProxy> = {}): FleetProxy {
  return {
    id,
    info: {
      kind: 'proxy',
      pid: 41,
      version: '0.1.0',
      server: 'files',
      transport: 'stdio',
      upstream: 'npx files',
      startedAt: NOW - 60_000,
    },
    sessions: [],
    sessionCount: 0,
    counts: NO_COUNTS,
    held: 0,
    grants: 0,
    backlog: 0,
    policySet: null,
    problem: null,
    stopped: null,
    ...change,
  };
}

export function statusOf(id = 'p1', change: Partial<FleetProxy> = {}): FleetEvent {
  return { kind: 'status', proxy: proxyOf(id, change) };
}

export function decisionOf(seq: number, change: Partial<LiveDecision> = {}): LiveDecision {
  return {
    kind: 'decision',
    seq,
    at: NOW,
    session: 's1',
    agent: 'coder',
    server: 'files',
    place: `00:${seq}`,
    recordId: `record-${seq}`,
    from: 'client',
    method: 'tools/call',
    action: 'read_file',
    resource: null,
    effect: 'allow',
    mode: 'enforce',
    rules: [{ policy: 'team', rule: 'reading' }],
    reason: 'reading is fine',
    owasp: [],
    policySet: 'sha256:1',
    recordNs: 2_000_000,
    ...change,
  };
}

export function outcomeOf(seq: number, parent: string, change: Partial<LiveOutcome> = {}): LiveOutcome {
  return {
    kind: 'outcome',
    seq,
    at: NOW,
    session: 's1',
    agent: 'coder',
    server: 'files',
    parent,
    method: 'tools/call',
    action: 'read_file',
    status: 'success',
    durationNs: 3_000_000,
    bytes: 120,
    ...change,
  };
}

export function noteOf(seq: number, change: Partial<LiveNote> = {}): LiveNote {
  return {
    kind: 'event',
    seq,
    at: NOW,
    session: 's1',
    agent: 'coder',
    server: 'files',
    event: 'tool_drift',
    detail: { tool: 'read_file' },
    ...change,
  };
}

export function eventOf(event: LiveDecision | LiveOutcome | LiveNote, proxy = 'p1'): FleetEvent {
  return { kind: 'event', proxy, event };
}

/** A held call whose hash is that of its arguments, which are in canonical order. */
export function heldOf(id: string, change: Partial<HeldCall> = {}): HeldCall {
  const args = change.args === undefined ? { path: '/tmp/a' } : change.args;
  return {
    id,
    at: NOW,
    expiresAt: NOW + 120_000,
    session: 's1',
    agent: 'coder',
    agentId: null,
    verified: false,
    server: 'files',
    method: 'tools/call',
    action: 'delete_file',
    resource: '/tmp/a',
    argsHash: `sha256:${createHash('sha256').update(JSON.stringify(args)).digest('hex')}`,
    policySet: 'sha256:1',
    rules: [{ policy: 'team', rule: 'deleting' }],
    reason: 'deleting needs a person',
    owasp: ['ASI02'],
    risk: { level: 'high', effects: ['destructive'] },
    reaches: ['once', 'session'],
    ...change,
    args,
  };
}

export function holding(...held: readonly HeldCall[]): Message {
  return fleet(statusOf(), { kind: 'approvals', proxy: 'p1', held });
}

/** A decision as it stands in the log. */
export function logLineOf(seq: number, change: { readonly effect?: 'allow' | 'deny' } = {}): LogLine {
  const { effect = 'allow' } = change;
  return {
    shard: '00',
    seq,
    ts: NOW,
    phase: 'decision',
    agent: 'coder',
    server: 'files',
    session: 's1',
    action: 'read_file',
    effect,
    parent: null,
    outcome: null,
    entry: {
      action_detail: { resource: null, tool_name: 'read_file' },
      action_type: 'tool_call',
      agent_id: 'coder',
      leash: {
        args: null,
        cut: [],
        effect,
        errors: [],
        from: 'client',
        grant: null,
        jsonrpc_id: 4,
        method: 'tools/call',
        mode: 'enforce',
        mono_ns: 1,
        note: null,
        obligations: ['require-approval'],
        owasp: [],
        policy_set: 'sha256:1',
        principal: 'coder',
        reason: 'reading is fine',
        risk: null,
        rules: [{ policy: 'team', rule: 'reading' }],
        seq,
        server: 'files',
        shard: '00',
        v: 1,
      },
      outcome: 'success',
      parent_record_id: null,
      prev_hash: '0'.repeat(64),
      record_id: `record-${seq}`,
      record_phase: 'pre_execution',
      session_id: 's1',
      timestamp: new Date(NOW).toISOString(),
    },
  };
}

/** The same in full, as `leash audit show` finds it. */
export function shownOf(seq: number, change: Partial<ShownEntry> = {}): ShownEntry {
  return { line: logLineOf(seq), bytes: '{}', opened: null, outcomeOpened: null, decision: null, ...change };
}

export const AGENT: Agent = {
  id: 'agt_1',
  name: 'coder',
  vendor: 'acme',
  type: 'assistant',
  description: '',
  tags: [],
  labels: { team: 'web' },
  status: 'active',
  generation: 1,
  createdAt: NOW,
  updatedAt: NOW,
};

export const SERVER: ServerSight = {
  server: 'files',
  started: 'npx files',
  trusted: true,
  tools: 1,
  waiting: 1,
  since: NOW,
  problem: null,
  all: [
    {
      started: 'npx files',
      kind: 'tool',
      name: 'delete_file',
      state: 'waiting',
      how: 'changed',
      risk: null,
      grade: 'warn',
      findings: [{ rule: 'hidden-text', grade: 'warn', at: '/description', message: 'it hides text' }],
      fingerprint: 'f'.repeat(64),
      at: NOW,
      lines: ['+ description: deletes'],
    },
  ],
};

/** A source that tells what a test says, and remembers what it was asked to do. */
export interface FakeSource extends DashboardSource {
  readonly tell: (event: FleetEvent) => void;
  readonly answers: { readonly call: FleetCall; readonly answer: ApprovalAnswer; readonly passphrase: string | null }[];
  readonly asked: string[];
  readonly isFollowed: () => boolean;
}

export function fakeSource(
  change: Partial<DashboardSource> & { readonly sights?: Partial<Sights>; readonly answered?: Answered } = {},
): FakeSource {
  const { sights: given = {}, answered = { kind: 'answered', verdict: 'approve', grant: null }, ...rest } = change;
  const sights: Sights = {
    stopped: null,
    servers: [SERVER],
    agents: [AGENT],
    policies: { rows: [], problems: [] },
    chain: { key: 'leash-root/1', problem: null, shards: [], unreadable: [] },
    ...given,
  };
  const listeners = new Set<(event: FleetEvent) => void>();
  const answers: FakeSource['answers'] = [];
  const asked: string[] = [];
  const did = (what: string): Promise<string> => {
    asked.push(what);
    return Promise.resolve(`${what} is done`);
  };
  return {
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    living: () => Promise.resolve([]),
    history: () => Promise.resolve([]),
    look: (part) => Promise.resolve(sights[part]),
    entry: () => Promise.resolve({ kind: 'not-found', unreadable: [] }),
    isLocked: () => Promise.resolve(false),
    answer(call, answer, passphrase) {
      answers.push({ call, answer, passphrase });
      return Promise.resolve(answered);
    },
    stopAll: () => did('stop'),
    resumeAll: (passphrase) => did(passphrase === null ? 'resume' : `resume with ${passphrase}`),
    verify: () => Promise.reject(new Error('no log')),
    ...rest,
    tell: (event) => {
      for (const listener of listeners) listener(event);
    },
    answers,
    asked,
    isFollowed: () => listeners.size > 0,
  };
}
