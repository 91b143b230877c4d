import type { ClientExchange } from './clientExchange.ts';

/** So much may wait while a session is not read from. */
const MAX_WAITING = 1000;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** What clients have sent and the session has not taken yet, in order. */
export class Inbox {
  readonly #waiting = new Set<ClientExchange>();
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Whether one more of this size may wait; a single one always may. */
  hasRoom(bytes: number): boolean {
    if (this.#waiting.size === 0) return true;
    return this.#waiting.size < MAX_WAITING && this.#bytes + bytes <= MAX_WAITING_BYTES;
  }

  push(exchange: ClientExchange): void {
    this.#waiting.add(exchange);
    this.#bytes += exchange.request.line.length;
  }

  /** Takes out the next one; null where there is none. */
  next(): ClientExchange | null {
    const [first] = this.#waiting;
    return first !== undefined && this.drop(first) ? first : null;
  }

  /** Takes one out that need not be read any more; false where it has been taken. */
  drop(exchange: ClientExchange): boolean {
    if (!this.#waiting.delete(exchange)) return false;
    this.#bytes -= exchange.request.line.length;
    return true;
  }
}
