import { baseName, skeleton } from './names.ts';
import type { OtherServer } from './report.ts';

/** A tool of another server. */
interface Neighbour {
  readonly server: string;
  readonly name: string;
}

/** Finds the tools of other servers whose names may be taken for a given one, without comparing all with all. */
export interface Neighbours {
  readonly alike: (name: string) => readonly Neighbour[];
}

/** Prepares the look-up: by what names look like, by what is left without a version, and by one letter left out. */
export function neighboursOf(others: readonly OtherServer[]): Neighbours {
  const index = new Map<string, Neighbour[]>();
  for (const { name: server, tools } of others) {
    for (const { name } of tools) {
      for (const key of keysOf(name)) {
        const known = index.get(key);
        if (known === undefined) index.set(key, [{ server, name }]);
        else if (known.length < MOST) known.push({ server, name });
      }
    }
  }
  return {
    alike: (name) => {
      const found = new Set<Neighbour>();
      for (const key of index.size === 0 ? [] : keysOf(name))
        for (const neighbour of index.get(key) ?? []) found.add(neighbour);
      const byText = new Map([...found].map((neighbour) => [`${neighbour.server}\n${neighbour.name}`, neighbour]));
      return [...byText.values()];
    },
  };
}

// A hundred servers with a `search` each say no more than a few of them.
const MOST = 8;
const LONGEST = 128;
// Shorter names are one edit apart by chance; one less than what a rule looks at, for a letter may be missing.
const SHORTEST = 7;

/** Two names that are one edit apart share a key, since each such edit leaves one letter out of one or both. */
function keysOf(name: string): Set<string> {
  const bounded = name.slice(0, LONGEST);
  const keys = new Set([`=${bounded}`, `~${skeleton(bounded)}`, `@${baseName(bounded).toLowerCase()}`]);
  if (bounded.length >= SHORTEST) {
    keys.add(`-${bounded}`);
    for (let at = 0; at < bounded.length; at++) keys.add(`-${bounded.slice(0, at)}${bounded.slice(at + 1)}`);
  }
  return keys;
}
