/** Values by key, of which those are kept that were asked for last. */
export class Recent<V> {
  readonly #most: number;
  readonly #values = new Map<string, V>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#values.size;
  }

  /** The value of a key; makes it where there is none, or where the one that is kept is not good any more. */
  get(key: string, make: () => V, isGood: (value: V) => boolean = () => true): V {
    const kept = this.#values.get(key);
    const value = kept !== undefined && isGood(kept) ? kept : make();
    // A map keeps the order in which its keys came: what is asked for goes to its end.
    this.#values.delete(key);
    this.#values.set(key, value);
    const oldest = this.#values.keys().next();
    if (this.#values.size > this.#most && oldest.done !== true) this.#values.delete(oldest.value);
    return value;
  }
}
