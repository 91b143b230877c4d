import type { JsonValue } from '../../jsonrpc/message.ts';
import { member } from '../../jsonrpc/value.ts';
import type { OutgoingMessage } from './upstreamMessage.ts';
import type { OutgoingHeaders } from './upstreamWire.ts';

/** What holds between Leash and a server of the legacy era from `initialize` on, and what it takes to begin anew. */
export class UpstreamSession {
  #id: string | null = null;
  #version: string | null = null;
  #initialize: OutgoingMessage | null = null;
  #state: 'none' | 'opening' | 'open' | 'lost' = 'none';
  #generation = 0;

  /** Counts the times it was opened: tells a message of an earlier session from one of this. */
  get generation(): number {
    return this.#generation;
  }

  /** The server gave it a name, by which it can be ended. */
  get id(): string | null {
    return this.#id;
  }

  get version(): string | null {
    return this.#version;
  }

  /** What opened it, to be said once more where the server has forgotten it. */
  get initialize(): OutgoingMessage | null {
    return this.#initialize;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isLost(): boolean {
    return this.#state === 'lost';
  }

  /** The client opens a session: what was before is over. */
  begin(initialize: OutgoingMessage): void {
    this.#initialize = initialize;
    this.renew();
  }

  /** The same session is opened once more: it has no id, and for now the version that was agreed on. */
  renew(): void {
    this.#id = null;
    this.#state = 'opening';
  }

  /** The answer to `initialize` begins. False where what the server calls the session cannot be said back to it. */
  named(id: string | undefined): boolean {
    if (id !== undefined && !SESSION_ID.test(id)) return false;
    this.#id = id ?? null;
    return true;
  }

  /** The answer to `initialize` is there: its result, or undefined where it is an error. */
  answered(result: JsonValue | undefined): void {
    if (this.#state !== 'opening') return;
    this.#generation += 1;
    const version = member(result, 'protocolVersion');
    this.#version = typeof version === 'string' && VERSION.test(version) ? version : null;
    this.#state = result === undefined ? 'none' : 'open';
    if (result === undefined) this.#id = null;
  }

  /** The server does not know it any more. */
  lose(generation: number): void {
    if (generation === this.#generation && this.#state === 'open') this.#state = 'lost';
  }

  /** It could not be opened once more. */
  notRenewed(version: string | null): void {
    this.#id = null;
    this.#version = version;
    this.#state = 'lost';
  }

  /** What each request of the session says (MCP 2025-06-18, Streamable HTTP: session management, protocol version). */
  headers(): OutgoingHeaders {
    return {
      ...(this.#id === null ? {} : { 'mcp-session-id': this.#id }),
      ...(this.#version === null ? {} : { 'mcp-protocol-version': this.#version }),
    };
  }
}

/** MCP, session management: visible ASCII only. It goes back into a header. */
const SESSION_ID = /^[\x21-\x7e]{1,1024}$/;

/** A revision is a date; whatever a server calls it goes into a header. */
const VERSION = /^[\x21-\x7e]{1,64}$/;
