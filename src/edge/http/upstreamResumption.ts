import type { ExchangeFailure } from '../../jsonrpc/exchange.ts';
import type { UpstreamSession } from './upstreamSession.ts';

/** How long to wait before a stream is asked for again, where the server does not say (MCP SDKs do the same). */
const DEFAULT_RETRY_MS = 1000;
const MIN_RETRY_MS = 100;
const MAX_RETRY_MS = 30_000;

/** How often in a row a stream may bring nothing, and how often in a row it may not open. */
const MAX_FRUITLESS = 100;
const MAX_FAILURES = 5;

/** Where a stream of events stands, and whether and when the rest of it is asked for (2025-11-25, resumability). */
export class Resumption {
  readonly #session: UpstreamSession;
  /** Of the session that the stream belongs to. */
  #generation: number | null = null;
  #lastEventId: string | null = null;
  #retryMs: number | null = null;
  #fruitless = 0;
  #failures = 0;
  #forbidden = false;

  constructor(session: UpstreamSession) {
    this.#session = session;
  }

  get lastEventId(): string | null {
    return this.#lastEventId;
  }

  /** What the server asked for; null where it asked for nothing. */
  get retryMs(): number | null {
    return this.#retryMs;
  }

  /** The stream has reached this event. Attacker-controlled: one that no header can carry ends the way back. */
  reached(id: string): void {
    this.#generation ??= this.#session.generation;
    if (id !== this.#lastEventId) this.progressed();
    this.#lastEventId = EVENT_ID.test(id) ? id : null;
  }

  progressed(): void {
    this.#fruitless = 0;
  }

  wait(ms: number): void {
    this.#retryMs = ms;
  }

  /** It is not to be asked for again, whatever comes. */
  forbid(): void {
    this.#forbidden = true;
  }

  /** The stream has ended: how long to wait before the rest is asked for; null where it is not to be. */
  next(): number | null {
    const isOther = this.#session.generation !== this.#generation;
    if (this.#lastEventId === null || this.#forbidden || isOther || this.#fruitless >= MAX_FRUITLESS) return null;
    this.#fruitless += 1;
    return this.#delay(1);
  }

  /** The same for a stream that is always asked for again, the later the less it brings. */
  again(): number {
    this.#fruitless += 1;
    return this.#delay(2 ** Math.min(this.#fruitless - 1, 5));
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** It could not be asked for: how long to wait until once more; null where that is of no use. */
  retry({ status }: ExchangeFailure): number | null {
    const mayPass = status === null || status === 429 || status >= 500;
    this.#failures += 1;
    if (!mayPass || this.#forbidden || this.#failures >= MAX_FAILURES) return null;
    return this.#delay(2 ** this.#failures);
  }

  #delay(factor: number): number {
    const ms = Math.max(this.#retryMs ?? DEFAULT_RETRY_MS, MIN_RETRY_MS);
    return Math.min(ms * factor, MAX_RETRY_MS);
  }
}

const EVENT_ID = /^[^\x00-\x08\x0a-\x1f\x7f]{1,1024}$/u;
