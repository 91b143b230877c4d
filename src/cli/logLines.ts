import type { LogLine } from '../app/auditLine.ts';
import type { UnreadableShard } from '../app/auditShards.ts';
import type { JsonObject } from '../jsonrpc/message.ts';
import { printable } from '../jsonrpc/printable.ts';
import type { Column } from './columns.ts';
import type { Colour, Output } from './output.ts';
import { isoTime, localTime } from './time.ts';

/** The columns of `leash audit log`. */
export const LOG_COLUMNS: readonly Column<LogLine>[] = [
  { title: 'time', cell: ({ ts }) => localTime(ts) },
  { title: 'entry', cell: ({ shard, seq }) => `${shard}:${seq}` },
  {
    title: 'effect',
    cell: ({ phase, effect }) => (phase === 'outcome' ? phase : effect),
    usual: 12,
    colour: effectColour,
  },
  { title: 'agent', cell: ({ agent }) => agent, max: 20 },
  { title: 'server', cell: ({ server }) => server, max: 20 },
  { title: 'action', cell: ({ action }) => action, max: 40, usual: 16 },
  { title: 'outcome', cell: outcomeText, usual: 10 },
  { title: 'rule or reason', cell: why, max: 100 },
];

/** A line of the log for machines: flat, with the whole entry beside it. */
export function lineJson(line: LogLine): object {
  const { shard, seq, ts, phase, agent, server, session, action, effect, parent, entry } = line;
  const decided = entry?.record_phase === 'pre_execution' ? entry.leash : null;
  return {
    id: entry?.record_id ?? null,
    shard,
    seq,
    time: isoTime(ts),
    phase,
    agent,
    server,
    session,
    action,
    effect,
    reason: decided?.reason ?? null,
    rules: decided?.rules ?? [],
    outcome: outcomeText(line) || null,
    parent,
    entry,
  };
}

/** What became of it: empty for what has no outcome. */
export function outcomeText({ outcome, phase, effect }: LogLine): string {
  if (phase === 'outcome') return effect;
  if (outcome === null) return '';
  return outcome === 'unknown' ? 'unknown' : outcome.leash.effect;
}

/** Says which parts of the log could not be read; they may hide entries. */
export function remarkUnreadable(output: Output, unreadable: readonly UnreadableShard[]): void {
  for (const { shard, why: reason } of unreadable) {
    output.remark(`log ${shard} cannot be read (${printable(reason)}); \`leash audit verify\` tells more`);
  }
}

function why({ entry, parent, shard }: LogLine): string {
  switch (entry?.record_phase) {
    case 'pre_execution': {
      const { rules, reason } = entry.leash;
      return rules.length === 0 ? reason : rules.map(({ policy, rule }) => `${policy}/${rule}`).join(' ');
    }
    case 'post_execution':
      return parent === null ? '' : `of ${shard}:${parent}`;
    case 'concurrent':
      return detailText(entry.action_detail.detail);
    case undefined:
      return '';
  }
}

/** Certificates, keys and hashes are for `leash audit show`. */
const LONGEST_DETAIL = 64;

/** What an event says, as far as it is short. */
function detailText(detail: JsonObject): string {
  const words = Object.entries(detail).map(([name, value]) => {
    const text = typeof value === 'object' ? '' : String(value);
    return text === '' || text.length > LONGEST_DETAIL ? [] : `${name}=${text}`;
  });
  return words.flat().join(' ');
}

const EFFECT_COLOURS: ReadonlyMap<string, Colour> = new Map([
  ['allow', 'green'],
  ['deny', 'red'],
  ['observe_deny', 'yellow'],
]);

function effectColour({ effect }: LogLine): Colour {
  return EFFECT_COLOURS.get(effect) ?? 'dim';
}
