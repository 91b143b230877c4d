/** A place that one server takes. */
export interface Claim {
  /** Resolves when the place is free: the server that had it before may still be ending. Never rejects. */
  readonly free: Promise<void>;
  /** Gives the place back once the server that had it is gone; that must never reject. */
  release(gone: Promise<void>): void;
}

interface Leaving {
  readonly owner: string;
  readonly gone: Promise<void>;
}

/**
 * Bounds how many servers run, in all and for one owner. A server that is still ending keeps its place, else opening and
 * closing in turn would pile up processes; whoever comes next may take the place over and wait for the end.
 */
export class Capacity {
  readonly #max: number;
  readonly #maxPerOwner: number;
  readonly #taken = new Map<string, number>();
  readonly #leaving = new Set<Leaving>();
  #total = 0;

  constructor({ max, maxPerOwner }: { readonly max: number; readonly maxPerOwner: number }) {
    this.#max = max;
    this.#maxPerOwner = maxPerOwner;
  }

  /** Whether an owner has less than one owner may have. */
  hasShare(owner: string): boolean {
    return (this.#taken.get(owner) ?? 0) < this.#maxPerOwner;
  }

  /** Null where every place is taken by a server that nobody has ended. */
  claim(owner: string): Claim | null {
    if (this.hasShare(owner) && this.#total < this.#max) return this.#take(owner, Promise.resolve());
    const before = this.#leavingOf(owner) ?? (this.hasShare(owner) ? this.#leavingOf(null) : null);
    if (before === null) return null;
    this.#leaving.delete(before);
    this.#count(before.owner, -1);
    return this.#take(owner, before.gone);
  }

  #take(owner: string, free: Promise<void>): Claim {
    this.#count(owner, 1);
    return { free, release: (gone) => this.#release(owner, free, gone) };
  }

  #release(owner: string, free: Promise<void>, gone: Promise<void>): void {
    // A place that is given up before it was free becomes free no earlier for that.
    const leaving: Leaving = { owner, gone: free.then(() => gone) };
    this.#leaving.add(leaving);
    void leaving.gone.then(() => {
      // Nobody took the place over meanwhile.
      if (this.#leaving.delete(leaving)) this.#count(owner, -1);
    });
  }

  #leavingOf(owner: string | null): Leaving | null {
    for (const leaving of this.#leaving) if (owner === null || leaving.owner === owner) return leaving;
    return null;
  }

  #count(owner: string, by: 1 | -1): void {
    this.#total += by;
    const count = (this.#taken.get(owner) ?? 0) + by;
    if (count === 0) this.#taken.delete(owner);
    else this.#taken.set(owner, count);
  }
}
