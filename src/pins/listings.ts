import type { Listed } from './page.ts';

/** Tools that are remembered: more than can be pinned. */
const MOST_TOOLS = 20_000;
/** Definitions of one tool that are remembered. */
const MOST_OF_ONE = 8;

/** One tool as the server has shown it. */
interface Shown {
  /** Fingerprints, in the order in which they first came; empty for what cannot be told. */
  readonly all: string[];
  last: string;
  /** In the list that came last. */
  inList: string | null;
  clashes: boolean;
}

/** Which tools a server has shown in a session, and with which definitions. */
export class Listings {
  readonly #shown = new Map<string, Shown>();
  readonly #awaited = new Map<string, number>();

  keys(): readonly string[] {
    return [...this.#shown.keys()];
  }

  has(key: string): boolean {
    return this.#shown.has(key);
  }

  /** The definition that came last; null for a tool that has not been listed. */
  last(key: string): string | null {
    return this.#shown.get(key)?.last ?? null;
  }

  all(key: string): readonly string[] {
    return this.#shown.get(key)?.all ?? [];
  }

  /** Whether it stood in one list with two definitions. */
  isClashing(key: string): boolean {
    return this.#shown.get(key)?.clashes === true;
  }

  /** Whether there is no room to remember another tool: nobody can tell any more what has been listed. */
  get isFull(): boolean {
    return this.#shown.size >= MOST_TOOLS;
  }

  isAwaited(key: string): boolean {
    return this.#awaited.has(key);
  }

  /** Tools that are being looked at, until they are released. */
  hold(page: readonly Listed[]): void {
    for (const { key } of page) this.#awaited.set(key, (this.#awaited.get(key) ?? 0) + 1);
  }

  release(page: readonly Listed[]): void {
    for (const { key } of page) {
      const left = (this.#awaited.get(key) ?? 0) - 1;
      if (left > 0) this.#awaited.set(key, left);
      else this.#awaited.delete(key);
    }
  }

  /** A page of a list; `isFirst` begins the list anew. */
  note(page: readonly Listed[], isFirst: boolean): void {
    if (isFirst) for (const shown of this.#shown.values()) forgetList(shown);
    for (const { key, fingerprint } of page) this.#noteOne(key, fingerprint);
  }

  #noteOne(key: string, fingerprint: string): void {
    const known = this.#shown.get(key);
    if (known === undefined && this.isFull) return;
    const shown = known ?? { all: [], last: fingerprint, inList: null, clashes: false };
    if (!shown.all.includes(fingerprint)) {
      if (shown.all.length < MOST_OF_ONE) shown.all.push(fingerprint);
      // So many that one stands for all that are not remembered: no definition has an empty fingerprint.
      else shown.all[MOST_OF_ONE - 1] = '';
    }
    if (shown.inList !== null && shown.inList !== fingerprint) shown.clashes = true;
    shown.inList = fingerprint;
    shown.last = fingerprint;
    this.#shown.set(key, shown);
  }
}

function forgetList(shown: Shown): void {
  shown.inList = null;
  shown.clashes = false;
}
