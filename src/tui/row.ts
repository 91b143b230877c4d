import type { LogLine } from '../app/auditLine.ts';
import type { LiveDecision, LiveNote } from '../app/control/feed.ts';
import type { JsonObject } from '../jsonrpc/message.ts';
import type { Row, RowEffect } from './model.ts';

/** The line of a decision. What is neither of the known effects is shown as the worst that it can be. */
export function rowOfDecision(number: number, proxy: string, event: LiveDecision): Row {
  const { at, place, recordId, from, recordNs } = event;
  return {
    number,
    proxy,
    at,
    session: short(event.session),
    agent: short(event.agent),
    server: short(event.server),
    effect: place === null ? 'unrecorded' : effectOf(event.effect),
    place,
    recordId,
    from,
    method: short(event.method),
    action: short(event.action ?? ''),
    resource: short(event.resource ?? ''),
    rules: event.rules.slice(0, MOST_RULES).map(({ policy, rule }) => short(`${policy}/${rule}`)),
    reason: short(event.reason),
    owasp: short(event.owasp.join(' ')),
    policySet: short(event.policySet ?? ''),
    recordNs,
    outcome: null,
  };
}

const EFFECTS: ReadonlySet<string> = new Set<RowEffect>(['allow', 'deny', 'observe_deny']);

function effectOf(effect: LiveDecision['effect']): RowEffect {
  return EFFECTS.has(effect) ? effect : 'unrecorded';
}

/** The line of what stands in the log from before; null for what is no decision of ours. */
export function rowOfLog(number: number, { entry, outcome, shard, seq, ts }: LogLine): Row | null {
  if (entry?.record_phase !== 'pre_execution') return null;
  const { leash, action_detail: detail } = entry;
  const ended = outcome === null || outcome === 'unknown' ? null : outcome;
  return {
    number,
    proxy: '',
    at: ts,
    session: short(entry.session_id),
    agent: short(entry.agent_id),
    server: short(leash.server),
    effect: effectOf(leash.effect),
    place: `${shard}:${seq}`,
    recordId: entry.record_id,
    from: leash.from,
    method: short(leash.method),
    action: short(detail.tool_name ?? ''),
    resource: short(detail.resource ?? ''),
    rules: leash.rules.slice(0, MOST_RULES).map(({ policy, rule }) => short(`${policy}/${rule}`)),
    reason: short(leash.reason),
    owasp: short(leash.owasp.join(' ')),
    policySet: short(leash.policy_set ?? ''),
    recordNs: null,
    outcome:
      ended === null
        ? null
        : {
            status: ended.leash.effect,
            durationNs: ended.action_detail.duration_ns ?? Number.NaN,
            bytes: ended.action_detail.result?.bytes ?? null,
          },
  };
}

/** The line of something that is no decision. */
export function rowOfNote(number: number, proxy: string, { at, session, agent, server, event, detail }: LiveNote): Row {
  return {
    number,
    proxy,
    at,
    session: short(session),
    agent: short(agent),
    server: short(server),
    effect: 'event',
    place: null,
    recordId: null,
    from: '',
    method: '',
    action: short(event),
    resource: '',
    rules: [],
    reason: short(detailText(detail)),
    owasp: '',
    policySet: '',
    recordNs: null,
    outcome: null,
  };
}

/** What an event says, as far as it is short: certificates and keys are for the log. */
function detailText(detail: JsonObject): string {
  const words = Object.entries(detail).map(([name, value]) => {
    const text = typeof value === 'object' ? '' : String(value);
    return text === '' || text.length > 100 ? [] : `${name}=${text}`;
  });
  return words.flat().join(' ');
}

/** Rules of one decision that are shown. */
const MOST_RULES = 10;

/** Longest text of a row. */
const LONGEST = 400;

/** Cut to what a person reads of it, as a copy: a part of a text keeps all of it in memory. */
function short(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${Buffer.from(text.slice(0, LONGEST), 'utf16le').toString('utf16le')}…`;
}
