import { printable } from '../../jsonrpc/printable.ts';
import { evidenceOf, type Evidence } from './finding.ts';
import type { KindId } from './kinds.ts';
import type { Ledger } from './ledger.ts';
import { Recent } from './recent.ts';
import type { Detector, Sighting, Tag } from './sighting.ts';

/** So many of a kind within a time. */
export interface Burst {
  readonly kind: KindId;
  /** Null: any call. */
  readonly tag: Tag | null;
  readonly went: 'through' | 'denied' | 'either';
  readonly times: number;
  readonly withinMs: number;
  readonly over: 'session' | 'agent' | 'server';
  /** Only such as differ in this are counted. */
  readonly distinct?: 'secret' | 'name';
}

const MINUTE = 60_000;

/**
 * The bursts that are looked for: over agents, since a session is soon ended and the next one begun. A new one is a row here,
 * and a kind.
 */
export const BURSTS: readonly Burst[] = [
  {
    kind: 'credential-harvest',
    tag: 'secret',
    went: 'either',
    times: 5,
    withinMs: 10 * MINUTE,
    over: 'agent',
    distinct: 'secret',
  },
  { kind: 'mass-delete', tag: 'delete', went: 'through', times: 40, withinMs: 5 * MINUTE, over: 'agent' },
  { kind: 'many-deletions', tag: 'delete', went: 'through', times: 12, withinMs: 5 * MINUTE, over: 'agent' },
  { kind: 'mass-read', tag: 'read', went: 'through', times: 400, withinMs: 10 * MINUTE, over: 'agent' },
  { kind: 'mass-send', tag: 'send', went: 'through', times: 20, withinMs: 10 * MINUTE, over: 'agent' },
  { kind: 'deny-storm', tag: null, went: 'denied', times: 25, withinMs: 5 * MINUTE, over: 'agent' },
  {
    kind: 'tool-probing',
    tag: null,
    went: 'denied',
    times: 8,
    withinMs: 10 * MINUTE,
    over: 'agent',
    distinct: 'name',
  },
  { kind: 'token-storm', tag: 'token_refused', went: 'either', times: 10, withinMs: 5 * MINUTE, over: 'server' },
  { kind: 'token-storm', tag: 'api_refused', went: 'either', times: 10, withinMs: 5 * MINUTE, over: 'server' },
];

/** Looks for the bursts of the table. A burst that goes on is one finding, counted once for each time that it fills up again. */
export function burstDetector(ledger: Ledger, bursts: readonly Burst[] = BURSTS): Detector {
  const followed = bursts.map((burst) => ({ burst, scopes: new Recent<Recent<Timed>>(MOST_SCOPES) }));
  return {
    see(sighting) {
      for (const { burst, scopes } of followed) {
        if (!isCounted(burst, sighting)) continue;
        const whose = sighting[burst.over];
        const held = scopes.get(whose, () => new Recent(burst.times));
        for (const key of keysOf(burst, sighting)) held.set(key, { ...evidenceOf(sighting), ts: sighting.ts });
        const first = held.oldest();
        if (first === undefined || held.size < burst.times || sighting.ts - first.ts > burst.withinMs) continue;
        const all = held.entries().map(([, each]) => each);
        scopes.delete(whose);
        ledger.add({
          kind: burst.kind,
          message: `${burst.times} within ${durationText(sighting.ts - first.ts)}, the last \`${printable(sighting.name, 128)}\``,
          same: [burst.tag, burst.over, whose],
          agent: sighting.agent,
          server: all.every(({ server }) => server === sighting.server) ? sighting.server : null,
          session: all.every(({ session }) => session === sighting.session) ? sighting.session : null,
          evidence: all,
        });
      }
    },
  };
}

/** Hundreds of them are held for each scope: without what patterns look at. */
interface Timed extends Evidence {
  readonly ts: number;
}

const MOST_SCOPES = 2_000;

function isCounted({ tag, went }: Burst, { tags, went: isThrough, effect }: Sighting): boolean {
  if (tag !== null ? !tags.has(tag) : effect === 'event') return false;
  return went === 'either' || isThrough === (went === 'through');
}

function keysOf({ distinct }: Burst, { name, secrets, args, place }: Sighting): readonly string[] {
  if (distinct === 'name') return [name];
  if (distinct === undefined) return [place];
  return secrets.length > 0 ? secrets : [args ?? name];
}

function durationText(ms: number): string {
  return ms < MINUTE ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / MINUTE)} min`;
}
