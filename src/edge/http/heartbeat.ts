/** Calls back at an interval for as long as the callback says that there is something to keep alive. */
export class Heartbeat {
  readonly #everyMs: number;
  readonly #beat: () => boolean;
  #timer: NodeJS.Timeout | null = null;

  constructor(everyMs: number, beat: () => boolean) {
    this.#everyMs = everyMs;
    this.#beat = beat;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      if (!this.#beat()) this.stop();
    }, this.#everyMs).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
