/** A map that holds so many at the most, and lets go of what was not asked for the longest. */
export class Recent<T> {
  readonly #values = new Map<string, T>();
  readonly #most: number;
  readonly #onDropped: () => void;

  constructor(most: number, onDropped: () => void = () => undefined) {
    this.#most = most;
    this.#onDropped = onDropped;
  }

  /** The value of a key, made where there is none. */
  get(key: string, make: () => T): T {
    const value = this.peek(key) ?? make();
    this.set(key, value);
    return value;
  }

  peek(key: string): T | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: T): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size <= this.#most) return;
    const [oldest] = this.#values.keys();
    if (oldest !== undefined) this.#values.delete(oldest);
    this.#onDropped();
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  get size(): number {
    return this.#values.size;
  }

  /** What was not asked for the longest. */
  oldest(): T | undefined {
    const [oldest] = this.#values.values();
    return oldest;
  }

  /** Lets go of the oldest as long as they are not wanted. */
  dropWhile(isUnwanted: (value: T) => boolean): void {
    for (const [key, value] of this.#values) {
      if (!isUnwanted(value)) return;
      this.#values.delete(key);
    }
  }

  entries(): readonly (readonly [string, T])[] {
    return [...this.#values];
  }
}
