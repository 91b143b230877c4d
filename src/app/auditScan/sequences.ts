import type { KindId } from './kinds.ts';
import type { Tag } from './sighting.ts';

/** One step of a sequence: a call, or an event, that has one of these tags. */
export interface Step {
  readonly any: readonly Tag[];
  /** And all of these. */
  readonly all?: readonly Tag[];
  /** So many, each within the window; one where nothing is said. */
  readonly times?: number;
  /** Whether it went through, which is what counts where nothing is said. */
  readonly went?: 'through' | 'denied';
}

/** Calls that mean something together. */
export interface Sequence {
  readonly kind: KindId;
  readonly steps: readonly Step[];
  /** From the first step to the last. */
  readonly withinMs: number;
  /**
   * Whose calls: `session`, one after the other in one session; `agent`, over the sessions and servers of an agent;
   * `server`, whoever calls.
   */
  readonly over: readonly ('session' | 'agent' | 'server')[];
  /** What the last two steps must have in common: a full name, the last part of one, the tool; nothing if absent. */
  readonly same?: 'path' | 'file' | 'tool';
  /** The last step is of another tool than the one before. */
  readonly otherTool?: true;
}

const MINUTE = 60_000;
const ANYWHERE = ['session', 'agent'] as const;

/** The sequences that are looked for. A new one is a row here, and a kind. */
export const SEQUENCES: readonly Sequence[] = [
  { kind: 'secret-sent', steps: [{ any: ['send'], all: ['secret'] }], withinMs: 0, over: ['session'] },
  {
    kind: 'secret-then-send',
    steps: [{ any: ['secret'] }, { any: ['send', 'publish'] }],
    withinMs: 30 * MINUTE,
    over: ANYWHERE,
  },
  { kind: 'secret-then-fetch', steps: [{ any: ['secret'] }, { any: ['fetch'] }], withinMs: 5 * MINUTE, over: ANYWHERE },
  {
    kind: 'read-then-send-same',
    steps: [{ any: ['read', 'execute'] }, { any: ['send'] }],
    withinMs: 30 * MINUTE,
    over: ANYWHERE,
    same: 'file',
    otherTool: true,
  },
  { kind: 'read-then-send', steps: [{ any: ['read'] }, { any: ['send'] }], withinMs: 10 * MINUTE, over: ANYWHERE },
  {
    kind: 'search-then-send',
    steps: [{ any: ['search'], times: 3 }, { any: ['send'] }],
    withinMs: 10 * MINUTE,
    over: ANYWHERE,
  },
  {
    kind: 'flagged-then-act',
    steps: [{ any: ['result_flagged'] }, { any: ['send', 'publish', 'execute', 'delete', 'secret'] }],
    withinMs: 10 * MINUTE,
    over: ANYWHERE,
  },
  {
    kind: 'fetch-then-execute',
    steps: [{ any: ['fetch'] }, { any: ['execute'] }],
    withinMs: 5 * MINUTE,
    over: ANYWHERE,
  },
  {
    kind: 'fetch-write-execute',
    steps: [{ any: ['fetch'] }, { any: ['write'] }, { any: ['execute'] }],
    withinMs: 10 * MINUTE,
    over: ANYWHERE,
    same: 'file',
  },
  {
    kind: 'write-then-execute',
    steps: [{ any: ['write'] }, { any: ['execute'] }],
    withinMs: 10 * MINUTE,
    over: ANYWHERE,
    same: 'file',
  },
  { kind: 'download-run', steps: [{ any: ['download-run'] }], withinMs: 0, over: ['session'] },
  {
    kind: 'recon-then-delete',
    steps: [
      { any: ['search'], times: 5 },
      { any: ['delete'], times: 3 },
    ],
    withinMs: 10 * MINUTE,
    over: ANYWHERE,
  },
  {
    kind: 'way-round',
    steps: [
      { any: ['write', 'delete', 'secret', 'send', 'execute'], went: 'denied' },
      { any: ['write', 'delete', 'secret', 'send', 'execute'] },
    ],
    withinMs: 10 * MINUTE,
    over: ANYWHERE,
    same: 'path',
    otherTool: true,
  },
  {
    kind: 'drifted-then-called',
    steps: [{ any: ['drifted'] }, { any: ['read', 'write', 'delete', 'execute'] }],
    withinMs: 24 * 60 * MINUTE,
    over: ['server'],
    same: 'tool',
  },
  {
    kind: 'trusted-then-called',
    steps: [{ any: ['drifted'] }, { any: ['tool_trusted'] }, { any: ['read', 'write', 'delete', 'execute'] }],
    withinMs: 15 * MINUTE,
    over: ['server'],
    same: 'tool',
  },
];
