import type { Home } from './home.ts';
import { dayOf, openingLines, parseOpening, type EntryOpenings } from './openings.ts';

/** Reads the openings of many entries in one go, where `findOpenings` would read a file for each. */
export interface OpeningsReader {
  /** The disclosures of an entry, or none; entries are asked for in the order of their seq. */
  find(entry: { readonly seq: number; readonly ts: number }): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Opens the openings of a slot whose last entry is `lastSeq`. */
export function readOpenings(home: Home, slot: string, lastSeq: number): OpeningsReader {
  const days = new Map<string, DayReader>();

  async function dayReader(day: string): Promise<DayReader> {
    const known = days.get(day);
    if (known !== undefined) return known;
    // A clock that is set back goes back to the day before, and hardly further.
    for (const [old, reader] of [...days].slice(0, Math.max(0, days.size - 1))) {
      await reader.close();
      days.delete(old);
    }
    const made = readDay(openingLines(home, slot, day), lastSeq);
    days.set(day, made);
    return made;
  }

  return {
    async find({ seq, ts }) {
      return (await dayReader(dayOf(ts))).find(seq);
    },
    async close() {
      for (const reader of days.values()) await reader.close();
      days.clear();
    },
  };
}

interface DayReader {
  find(seq: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

function readDay(lines: AsyncGenerator<string, void>, lastSeq: number): DayReader {
  let ahead: EntryOpenings | null = null;

  /** The next opening at `seq` or behind it. */
  async function advance(seq: number): Promise<EntryOpenings | null> {
    if (ahead !== null && ahead.seq >= seq) return ahead;
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      const at = seqOf(next.value);
      // Whoever can write the file could make all that follows unreadable by one line for an entry that is not there.
      if (at < seq || at > lastSeq) continue;
      ahead = parseOpening(next.value);
      if (ahead !== null) return ahead;
    }
    return (ahead = null);
  }

  return {
    async find(seq) {
      const found = await advance(seq);
      return found?.seq === seq ? found.disclosures : [];
    },
    async close() {
      await lines.return();
    },
  };
}

/** What a line begins with, so that those of other entries need not be parsed. */
function seqOf(line: string): number {
  const [, digits] = /^\{"seq":(\d{1,15}),/.exec(line) ?? [];
  return digits === undefined ? -1 : Number(digits);
}
