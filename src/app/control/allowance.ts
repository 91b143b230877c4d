/** How much of something is left: a burst that fills up again with time. */
export class Allowance {
  readonly #burst: number;
  readonly #everyMs: number;
  #left: number;
  #at: number;

  constructor(options: { readonly burst: number; readonly everyMs: number; readonly now: number }) {
    this.#burst = options.burst;
    this.#everyMs = options.everyMs;
    this.#left = options.burst;
    this.#at = options.now;
  }

  /** Takes one where there is one. A clock that goes back fills nothing. */
  take(now: number): boolean {
    this.#fill(now);
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  /** Gives one back that was taken for nothing. */
  giveBack(): void {
    this.#left = Math.min(this.#burst, this.#left + 1);
  }

  /** How long it takes until there is one, in ms. */
  wait(now: number): number {
    this.#fill(now);
    return Math.max(0, Math.ceil((1 - this.#left) * this.#everyMs));
  }

  /** Whether nothing has been taken, or all is there again. */
  isFull(now: number): boolean {
    this.#fill(now);
    return this.#left >= this.#burst;
  }

  #fill(now: number): void {
    const passed = Math.max(0, now - this.#at);
    this.#at = now;
    this.#left = Math.min(this.#burst, this.#left + passed / this.#everyMs);
  }
}
