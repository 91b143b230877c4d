import type { ReplyPort } from '../../edge/http/exchange.ts';

/** A reply that tells, once, when nothing more can be done with it: it has ended, or its caller has gone. */
export class WatchedReply implements ReplyPort {
  readonly #reply: ReplyPort;
  readonly #over: () => void;
  readonly #goneListeners: (() => void)[] = [];
  #isOver = false;

  constructor(reply: ReplyPort, over: () => void) {
    this.#reply = reply;
    this.#over = over;
    reply.onGone(() => {
      this.#finish();
      for (const listener of this.#goneListeners) listener();
    });
    // Whoever has gone before is told of no more.
    if (!reply.isOpen) this.#finish();
  }

  get isOpen(): boolean {
    return this.#reply.isOpen;
  }

  get queued(): number {
    return this.#reply.queued;
  }

  get streams(): boolean {
    return this.#reply.streams;
  }

  end(status: number, body: Buffer | string | null, headers?: Readonly<Record<string, string>>): void {
    this.#reply.end(status, body, headers);
    this.#finish();
  }

  stream(headers?: Readonly<Record<string, string>>): void {
    this.#reply.stream(headers);
  }

  write(piece: Buffer | string): void {
    this.#reply.write(piece);
  }

  close(): void {
    this.#reply.close();
    this.#finish();
  }

  onGone(listener: () => void): void {
    this.#goneListeners.push(listener);
  }

  onIdle(listener: () => void): void {
    this.#reply.onIdle(listener);
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#over();
  }
}
