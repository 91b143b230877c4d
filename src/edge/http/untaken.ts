import type { ReplyPort } from './exchange.ts';

/** The replies of one client that hold what it has not taken yet. */
export class Untaken {
  readonly #replies = new Set<ReplyPort>();
  #waiting: (() => void)[] = [];

  get bytes(): number {
    let bytes = 0;
    for (const reply of this.#replies) bytes += reply.queued;
    return bytes;
  }

  /** Called whenever something has been written. */
  wrote(reply: ReplyPort | null): void {
    if (reply !== null && reply.queued > 0) this.#replies.add(reply);
  }

  /** All of this one has been taken, or nobody is there to take it. */
  idle(reply: ReplyPort): void {
    this.#replies.delete(reply);
    if (this.#replies.size === 0) for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Resolves once nothing is left. */
  none(): Promise<void> {
    return this.#replies.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }
}
