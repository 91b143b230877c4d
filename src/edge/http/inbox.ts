import type { ClientExchange } from './clientExchange.ts';

/** So much may wait while a session is not read from. */
const MAX_WAITING = 1000;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** What clients have sent and the session has not taken yet, in order. */
export class Inbox {
  readonly #waiting = new Map<ClientExchange, Buffer>();
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether one more of this size may wait; a single one always may. */
  hasRoom(bytes: number): boolean {
    if (this.#waiting.size === 0) return true;
    return this.#waiting.size < MAX_WAITING && this.#bytes + bytes <= MAX_WAITING_BYTES;
  }

  push(exchange: ClientExchange, line: Buffer): void {
    this.#waiting.set(exchange, line);
    this.#bytes += line.length;
  }

  /** Takes out the next one; null where there is none. */
  next(): { readonly exchange: ClientExchange; readonly line: Buffer } | null {
    for (const [exchange, line] of this.#waiting) {
      this.drop(exchange);
      return { exchange, line };
    }
    return null;
  }

  /** Takes one out that need not be read any more; false where it has been taken. */
  drop(exchange: ClientExchange): boolean {
    const line = this.#waiting.get(exchange);
    if (line === undefined) return false;
    this.#waiting.delete(exchange);
    this.#bytes -= line.length;
    return true;
  }
}
