/** What one owner may hold of a room. */
export interface Share {
  /** False where there is no room for so many bytes more: then they must not be held. */
  enter(bytes: number): boolean;
  leave(bytes: number): void;
}

/** How many bytes are held at a time, by all and by one owner: nobody's fill it for everybody else. */
export class Room {
  readonly #maxBytes: number;
  readonly #maxPerOwner: number;
  readonly #owned = new Map<string, number>();
  #bytes = 0;

  constructor(options: { readonly maxBytes: number; readonly maxPerOwner: number }) {
    this.#maxBytes = options.maxBytes;
    this.#maxPerOwner = options.maxPerOwner;
  }

  of(owner: string): Share {
    return { enter: (bytes) => this.#enter(bytes, owner), leave: (bytes) => this.#leave(bytes, owner) };
  }

  #enter(bytes: number, owner: string): boolean {
    const owned = (this.#owned.get(owner) ?? 0) + bytes;
    if (this.#bytes + bytes > this.#maxBytes || owned > this.#maxPerOwner) return false;
    this.#bytes += bytes;
    this.#owned.set(owner, owned);
    return true;
  }

  #leave(bytes: number, owner: string): void {
    this.#bytes -= bytes;
    const owned = (this.#owned.get(owner) ?? 0) - bytes;
    if (owned > 0) this.#owned.set(owner, owned);
    else this.#owned.delete(owner);
  }
}
