import { headersFor } from '../../http/standardHeaders.ts';
import type { ToolHeaders } from '../../http/toolHeaders.ts';
import type { OutgoingMessage } from './upstreamMessage.ts';
import { isInitialize } from './upstreamMessage.ts';
import type { UpstreamSession } from './upstreamSession.ts';
import type { OutgoingHeaders } from './upstreamWire.ts';

/** The headers of every request, unless a person gives another: who we are. */
export function ownHeaders(version: string): OutgoingHeaders {
  return { 'user-agent': `leash-mcp/${version}` };
}

/** Where the headers of a message come from, besides the message. */
export interface HeaderSources {
  readonly session: UpstreamSession;
  readonly tools: ToolHeaders;
  /** `Mcp-Param-*` headers that came with it from a client. */
  readonly given: readonly (readonly [name: string, value: string])[];
  /** The revision that the client's requests of the modern era name, for what names none; null before the first. */
  readonly modernVersion: string | null;
}

/** The headers of one POST: made from the body that was decided in the modern era, from the session in the legacy era. */
export function postHeaders(message: OutgoingMessage, sources: HeaderSources): OutgoingHeaders {
  return {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...Object.fromEntries(ofEra(message, sources)),
  };
}

function ofEra(message: OutgoingMessage, { session, tools, given, modernVersion }: HeaderSources): Headers {
  if (isInitialize(message)) return [];
  if (message.era === 'modern') {
    const standard = headersFor(message.value);
    return lowerCased(message.kind === 'request' ? [...standard, ...tools.headersOf(message.value, given)] : standard);
  }
  // A notification need not name its revision: it is of the era of the requests around it.
  const noSession = !session.isOpen && !session.isLost && message.kind !== 'request';
  if (noSession && modernVersion !== null) return [['mcp-protocol-version', modernVersion]];
  return Object.entries(session.headers());
}

type Headers = readonly (readonly [name: string, value: string])[];

function lowerCased(headers: Headers): Headers {
  return headers.map(([name, value]) => [name.toLowerCase(), value]);
}
