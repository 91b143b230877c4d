import type { LogLine } from '../app/auditLine.ts';
import type { UnreadableShard } from '../app/auditShards.ts';
import { printable } from '../jsonrpc/printable.ts';
import type { Colour, Column, Output } from './output.ts';

/** The columns of `leash audit log`. */
export const LOG_COLUMNS: readonly Column<LogLine>[] = [
  { title: 'time', cell: ({ ts }) => localTime(ts) },
  { title: 'entry', cell: ({ shard, seq }) => `${shard}:${seq}` },
  { title: 'effect', cell: ({ effect }) => effect, colour: effectColour },
  { title: 'agent', cell: ({ agent }) => agent, max: 20 },
  { title: 'server', cell: ({ server }) => server, max: 20 },
  { title: 'action', cell: ({ action }) => action, max: 40 },
  { title: 'outcome', cell: outcomeText },
  { title: 'rule or reason', cell: why, max: 100 },
];

/** A line of the log for machines: flat, with the whole entry beside it. */
export function lineJson(line: LogLine): object {
  const { shard, seq, ts, phase, agent, server, session, action, effect, entry } = line;
  return {
    id: entry?.record_id ?? null,
    shard,
    seq,
    time: new Date(ts).toISOString(),
    phase,
    agent,
    server,
    session,
    action,
    effect,
    reason: entry?.record_phase === 'pre_execution' ? entry.leash.reason : null,
    rules: entry?.record_phase === 'pre_execution' ? entry.leash.rules : [],
    outcome: outcomeText(line) || null,
    entry,
  };
}

/** What became of it: empty for what has no outcome. */
export function outcomeText({ outcome, phase, effect }: LogLine): string {
  if (phase === 'outcome') return effect;
  if (outcome === null) return '';
  return outcome === 'unknown' ? 'unknown' : outcome.leash.effect;
}

/** Local time to the second. */
export function localTime(ms: number): string {
  const at = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}

/** Says which parts of the log could not be read; they may hide entries. */
export function remarkUnreadable(output: Output, unreadable: readonly UnreadableShard[]): void {
  for (const { shard, why } of unreadable) output.remark(`leash: log ${shard} cannot be read: ${printable(why)}`);
}

function why({ entry }: LogLine): string {
  if (entry?.record_phase !== 'pre_execution') return '';
  const { rules, reason } = entry.leash;
  const names = rules.map(({ policy, rule }) => `${policy}/${rule}`).join(' ');
  return names === '' ? reason : names;
}

function effectColour({ effect }: LogLine): Colour | null {
  if (effect === 'allow') return 'green';
  if (effect === 'deny') return 'red';
  return effect === 'observe_deny' ? 'yellow' : 'dim';
}
