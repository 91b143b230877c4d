import type { JsonValue } from '../../jsonrpc/message.ts';
import { member } from '../../jsonrpc/value.ts';
import type { IncomingPost } from './exchange.ts';

/** From this revision on clients know an event that is nothing but an id (SEP-1699); those before it fail on one. */
const SINCE = '2025-11-25';

/** Which streams of a session may begin with an event that is nothing but an id. */
export class Priming {
  #negotiated: string | null = null;

  /** The answer to `initialize`: it holds for requests that do not say their revision. */
  answered(line: Buffer): void {
    this.#negotiated ??= negotiatedVersion(line);
  }

  /** For the stream of a client that says this of its revision. */
  allows(protocolVersion: string | null): boolean {
    return isKnownFrom(protocolVersion ?? this.#negotiated);
  }

  /** For the answer to this request. */
  allowsFor({ method, value, protocolVersion }: IncomingPost): boolean {
    if (method !== 'initialize') return this.allows(protocolVersion);
    const asked = member(member(value, 'params'), 'protocolVersion');
    return isKnownFrom(typeof asked === 'string' ? asked : null);
  }
}

/** Revisions are dates: they compare as text. */
function isKnownFrom(version: string | null): boolean {
  return version !== null && version >= SINCE;
}

function negotiatedVersion(line: Buffer): string | null {
  try {
    const version = member(member(JSON.parse(line.toString()) as JsonValue, 'result'), 'protocolVersion');
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}
