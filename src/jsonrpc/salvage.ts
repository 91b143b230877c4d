import { isUtf8 } from 'node:buffer';
import { isFaithful } from './faithful.ts';
import type { RequestId } from './message.ts';
import { isRequestId } from './requestId.ts';

/** What could be told for certain of a message that is not parsed. */
export interface Salvaged {
  /** The one top-level id. */
  readonly id: RequestId | null;
  /** Null where it has no method, and is no request; empty where it has one that cannot be told. */
  readonly method: string | null;
}

/** Reads the id and the method of a line that is held as a whole, without parsing it. */
export function salvage(line: Uint8Array): Salvaged {
  const salvager = new Salvager();
  salvager.push(line);
  return salvager.result();
}

/**
 * Finds the top-level `id` and `method` of a message that streams past and is never held: a state machine over bytes,
 * linear, with a fixed amount of memory. It never throws, and what it is not sure of it does not tell: a key that
 * stands twice, an id that is no id, a line that does not end as an object does.
 */
export class Salvager {
  #state: State = 'start';
  /** Of the brackets inside a top-level value. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The member whose value is being read. */
  #member: Member | null = null;
  readonly #token = new Token();
  readonly #found: Record<Member, { times: number; value: unknown }> = {
    id: { times: 0, value: null },
    method: { times: 0, value: null },
  };

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) at = this.#step(chunk, at);
  }

  result(): Salvaged {
    if (this.#state !== 'done') return { id: null, method: null };
    const { id, method } = this.#found;
    const told = method.times === 1 && typeof method.value === 'string' ? method.value : '';
    return { id: id.times === 1 && isRequestId(id.value) ? id.value : null, method: method.times === 0 ? null : told };
  }

  /** Reads one byte or a run of them; gives the index of the next. */
  #step(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] ?? 0;
    switch (this.#state) {
      case 'key':
      case 'string':
        return this.#readString(chunk, at);
      case 'nested':
        return this.#skipNested(chunk, at);
      case 'scalar':
        if (!isSpace(byte) && byte !== BYTE.comma && byte !== BYTE.closeObject) {
          this.#token.push(byte);
          return at + 1;
        }
        this.#settle();
        return at;
      case 'start':
      case 'first-key':
      case 'next-key':
      case 'colon':
      case 'value':
      case 'after-value':
      case 'done':
      case 'lost':
        if (!isSpace(byte)) this.#state = this.#next(this.#state, byte);
        return at + 1;
    }
  }

  /** The state after a byte between two tokens. */
  #next(state: Exclude<State, 'key' | 'string' | 'nested' | 'scalar'>, byte: number): State {
    switch (state) {
      case 'start':
        return byte === BYTE.openObject ? 'first-key' : 'lost';
      case 'first-key':
        if (byte === BYTE.closeObject) return 'done';
        return byte === BYTE.quote ? this.#open('key', byte) : 'lost';
      case 'next-key':
        return byte === BYTE.quote ? this.#open('key', byte) : 'lost';
      case 'colon':
        return byte === BYTE.colon ? 'value' : 'lost';
      case 'value':
        if (byte === BYTE.quote) return this.#open('string', byte);
        if (byte === BYTE.openObject || byte === BYTE.openArray) {
          this.#depth = 1;
          this.#token.clear();
          return 'nested';
        }
        return isPunctuation(byte) ? 'lost' : this.#open('scalar', byte);
      case 'after-value':
        if (byte === BYTE.comma) return 'next-key';
        return byte === BYTE.closeObject ? 'done' : 'lost';
      case 'done':
      case 'lost':
        return 'lost';
    }
  }

  #open(state: State, byte: number): State {
    this.#token.clear();
    this.#token.push(byte);
    return state;
  }

  #readString(chunk: Uint8Array, start: number): number {
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      this.#token.push(byte);
      if (this.#escaped) this.#escaped = false;
      else if (byte === BYTE.backslash) this.#escaped = true;
      else if (byte === BYTE.quote) {
        if (this.#state === 'key') {
          this.#member = memberNamed(this.#token.parse());
          this.#state = 'colon';
        } else this.#settle();
        return at + 1;
      }
    }
    return chunk.length;
  }

  #skipNested(chunk: Uint8Array, start: number): number {
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BYTE.backslash) this.#escaped = true;
        else if (byte === BYTE.quote) this.#inString = false;
      } else if (byte === BYTE.quote) this.#inString = true;
      else if (byte === BYTE.openObject || byte === BYTE.openArray) this.#depth += 1;
      else if (byte === BYTE.closeObject || byte === BYTE.closeArray) {
        this.#depth -= 1;
        if (this.#depth === 0) {
          this.#settle();
          return at + 1;
        }
      }
    }
    return chunk.length;
  }

  /** A top-level value is over: keeps it where it is one of the two. */
  #settle(): void {
    this.#state = 'after-value';
    if (this.#member === null) return;
    const found = this.#found[this.#member];
    found.times += 1;
    found.value = this.#token.parse();
  }
}

type Member = 'id' | 'method';

type State =
  | 'start'
  | 'first-key'
  | 'next-key'
  | 'key'
  | 'colon'
  | 'value'
  | 'string'
  | 'scalar'
  | 'nested'
  | 'after-value'
  | 'done'
  | 'lost';

const BYTE = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  backslash: 0x5c,
  openObject: 0x7b,
  closeObject: 0x7d,
  openArray: 0x5b,
  closeArray: 0x5d,
} as const;

/** The bytes of one key, string or scalar, up to a length that no sensible id or method reaches. */
class Token {
  readonly #bytes = Buffer.allocUnsafe(1024);
  #length = 0;

  clear(): void {
    this.#length = 0;
  }

  push(byte: number): void {
    if (this.#length < this.#bytes.length) this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  /** Undefined for what is too long, no UTF-8, no JSON, or a number that JavaScript does not hold. */
  parse(): unknown {
    if (this.#length === 0 || this.#length > this.#bytes.length) return undefined;
    const bytes = this.#bytes.subarray(0, this.#length);
    if (!isUtf8(bytes)) return undefined;
    const text = bytes.toString('utf8');
    try {
      const value: unknown = JSON.parse(text);
      return typeof value === 'number' && !isFaithful(text) ? undefined : value;
    } catch {
      return undefined;
    }
  }
}

function memberNamed(key: unknown): Member | null {
  return key === 'id' || key === 'method' ? key : null;
}

/** RFC 8259 §2. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function isPunctuation(byte: number): boolean {
  return byte === BYTE.comma || byte === BYTE.colon || byte === BYTE.closeObject || byte === BYTE.closeArray;
}
