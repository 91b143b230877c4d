import type { Home } from '../../edge/home.ts';
import type { EntryFilter } from '../../edge/shardQuery.ts';
import { LeashError } from '../../errors.ts';
import type { LogLine } from '../auditLine.ts';
import { queryLog } from '../auditQuery.ts';
import type { UnreadableShard } from '../auditShards.ts';
import { showEntry, type ShownEntry } from '../auditShow.ts';

/** One entry as the API tells it; `entry` is what is hashed and signed. */
export interface AuditItem {
  readonly place: string;
  readonly recordId: string | null;
  readonly at: number;
  readonly phase: LogLine['phase'];
  readonly agent: string;
  readonly server: string;
  readonly session: string;
  readonly action: string;
  readonly effect: string;
  /** What became of it; null for what has no outcome, or none yet. */
  readonly outcome: string | null;
  readonly entry: LogLine['entry'];
}

/** A page of the log, newest first. */
export interface AuditPage {
  readonly items: readonly AuditItem[];
  /** Where the next page begins; null at the end. */
  readonly cursor: string | null;
  readonly unreadable: readonly UnreadableShard[];
}

/** Reads a page. Throws `ERR_USAGE` for a cursor that is none. */
export async function auditPage(
  home: Home,
  query: EntryFilter & { readonly limit: number; readonly cursor?: string | undefined },
): Promise<AuditPage> {
  const { limit, cursor, ...filter } = query;
  const from = cursor === undefined ? null : parseCursor(cursor);
  const until = from === null ? filter.until : Math.min(from.at, filter.until ?? from.at);
  const seen = new Set(from?.seen ?? []);
  // One more than is shown tells whether there is another page.
  const { lines, unreadable } = await queryLog(home, { ...filter, until, limit: limit + seen.size + 1 });
  const fresh = lines.map(auditItem).filter(({ place }) => !seen.has(place));
  const items = fresh.slice(0, limit);
  const last = items.at(-1);
  if (last === undefined || fresh.length <= limit) return { items, cursor: null, unreadable };
  const sameMoment = items.filter(({ at }) => at === last.at).map(({ place }) => place);
  const before = from?.at === last.at ? [...seen] : [];
  return { items, cursor: cursorText({ at: last.at, seen: [...before, ...sameMoment] }), unreadable };
}

/** One entry with all that is known of it; null where there is none. Throws where the log cannot be read. */
export async function auditEntry(home: Home, id: string): Promise<ShownEntry | null> {
  const result = await showEntry(home, id);
  if (result.kind === 'found') return result.shown;
  if (result.kind === 'no-id' || result.unreadable.length === 0) return null;
  const why = result.unreadable.map(({ shard, why: each }) => `log ${shard} cannot be read: ${each}`).join('; ');
  throw new LeashError('ERR_LOG_UNAVAILABLE', why);
}

/** A line of the log as the API tells it. */
export function auditItem(line: LogLine): AuditItem {
  const { shard, seq, ts, phase, agent, server, session, action, effect, outcome, entry } = line;
  return {
    place: `${shard}:${seq}`,
    recordId: entry?.record_id ?? null,
    at: ts,
    phase,
    agent,
    server,
    session,
    action,
    effect,
    outcome: outcome === null ? null : outcome === 'unknown' ? 'unknown' : outcome.leash.effect,
    entry,
  };
}

interface Cursor {
  /** The moment of the last entry that was shown. */
  readonly at: number;
  /** What of that moment was shown. */
  readonly seen: readonly string[];
}

function cursorText({ at, seen }: Cursor): string {
  return Buffer.from(JSON.stringify([at, ...seen])).toString('base64url');
}

function parseCursor(text: string): Cursor {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(value)) {
      const [at, ...seen] = value as readonly unknown[];
      const places = seen.filter((each): each is string => typeof each === 'string' && /^\d{2,3}:\d{1,15}$/.test(each));
      if (Number.isSafeInteger(at) && places.length === seen.length && seen.length <= MAX_SEEN) {
        return { at: Number(at), seen: places };
      }
    }
  } catch {
    // It is told below.
  }
  throw new LeashError('ERR_USAGE', 'the cursor is none that a page of the log has given');
}

/** Entries of one moment: far above what one machine writes in a millisecond. */
const MAX_SEEN = 10_000;
