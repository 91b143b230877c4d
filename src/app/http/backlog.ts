/** How many bytes may wait, in all and for one owner. */
export interface BacklogLimits {
  readonly maxBacklogBytes: number;
  readonly maxBacklogBytesPerPrincipal: number;
}

/** One place where messages wait. */
interface Place {
  readonly owner: string;
  readonly waiting: () => number;
}

/**
 * What waits for servers: for those that start, those that are busy, and those that do not read. Each session has bounds
 * of its own, far too wide for all of them together.
 */
export class Backlog {
  readonly #limits: BacklogLimits;
  readonly #places = new Set<Place>();

  constructor(limits: BacklogLimits) {
    this.#limits = limits;
  }

  /** Counts a place in; returns what takes it out again. */
  include(place: Place): () => void {
    this.#places.add(place);
    return () => this.#places.delete(place);
  }

  /** Whether so many bytes more may wait. Where nothing does, a message of any length may. */
  hasRoom(owner: string, bytes: number): boolean {
    let [all, owned] = [0, 0];
    for (const place of this.#places) {
      const waiting = place.waiting();
      all += waiting;
      if (place.owner === owner) owned += waiting;
    }
    const { maxBacklogBytes, maxBacklogBytesPerPrincipal } = this.#limits;
    const fits = all + bytes <= maxBacklogBytes && owned + bytes <= maxBacklogBytesPerPrincipal;
    return fits || all === 0;
  }
}
