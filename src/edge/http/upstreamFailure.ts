import type { IncomingMessage } from 'node:http';
import { isEventStream, isJson } from '../../http/mediaType.ts';
import type { ExchangeFailure } from '../../jsonrpc/exchange.ts';
import type { JsonValue } from '../../jsonrpc/message.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { member } from '../../jsonrpc/value.ts';
import type { WireFault } from './upstreamWire.ts';

/** How the body of a response is read. */
export type Nature = 'json' | 'events' | 'refused';

const NO_ANSWER: ReadonlySet<number> = new Set([202, 204, 205]);

/** What a response to a request is, by its head. What is not recognised is refused, never passed unjudged. */
export function natureOf(response: IncomingMessage): Nature {
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299 || NO_ANSWER.has(status) || isEncoded(response)) return 'refused';
  const type = response.headers['content-type'] ?? null;
  if (isJson(type)) return 'json';
  return isEventStream(type) ? 'events' : 'refused';
}

/** Whether its body is compressed, which nobody asked for, and nobody undoes here. */
export function isEncoded({ headers }: IncomingMessage): boolean {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  return encoding !== '' && encoding !== 'identity';
}

interface Meaning {
  readonly text: string;
  /** Whether the server may have begun to run what it refuses. */
  readonly mayHaveRun: boolean;
}

const MOVED: Meaning = {
  text: 'the endpoint is at another URL, to which Leash takes no message by itself',
  mayHaveRun: false,
};

/** What a status says of a request. Those that are not here, and whatever is 5xx, may come from the midst of a call. */
const MEANINGS: ReadonlyMap<number, Meaning> = new Map([
  [202, { text: 'it took the request and gives no answer', mayHaveRun: true }],
  [204, { text: 'it took the request and gives no answer', mayHaveRun: true }],
  [205, { text: 'it took the request and gives no answer', mayHaveRun: true }],
  [301, MOVED],
  [302, MOVED],
  [303, MOVED],
  [307, MOVED],
  [308, MOVED],
  [400, { text: 'it finds the request malformed', mayHaveRun: false }],
  [401, { text: 'it wants a credential', mayHaveRun: false }],
  [403, { text: 'it forbids this', mayHaveRun: false }],
  [404, { text: 'it knows no such session, or has no MCP endpoint at this URL', mayHaveRun: false }],
  [405, { text: 'no MCP endpoint is at this URL: it does not take POST', mayHaveRun: false }],
  [406, { text: 'it can answer neither with JSON nor with a stream', mayHaveRun: false }],
  [407, { text: 'a proxy in between wants a credential', mayHaveRun: false }],
  [411, { text: 'it wants the length of the body', mayHaveRun: false }],
  [413, { text: 'the message is too large for it', mayHaveRun: false }],
  [415, { text: 'it does not take JSON', mayHaveRun: false }],
  [421, { text: 'it does not answer for this host', mayHaveRun: false }],
  [426, { text: 'it wants another version of HTTP', mayHaveRun: false }],
  [429, { text: 'it has been asked too much', mayHaveRun: false }],
  [431, { text: 'the headers are too large for it', mayHaveRun: false }],
  [502, { text: 'the gateway before it got no answer from it', mayHaveRun: true }],
  [503, { text: 'it is not available', mayHaveRun: true }],
  [504, { text: 'the gateway before it waited too long for it', mayHaveRun: true }],
]);

/** A response that is no answer, in words. `body` is the beginning of it. */
export function failureOfResponse(response: IncomingMessage, body: Buffer): ExchangeFailure {
  const status = response.statusCode ?? 0;
  const meaning = MEANINGS.get(status);
  const isSuccess = status >= 200 && status <= 299 && meaning === undefined;
  const text = meaning?.text ?? (isSuccess ? unreadable(response) : 'it failed');
  // What a success brings is a result, and nobody has looked through this one.
  const reason = `the server answered HTTP ${status}: ${text}${hint(response)}${isSuccess ? '' : excerptOf(body)}`;
  const error = isJson(response.headers['content-type'] ?? null) ? errorIn(body) : null;
  return { reason, status, error, mayHaveRun: meaning?.mayHaveRun ?? true };
}

function unreadable(response: IncomingMessage): string {
  const encoding = response.headers['content-encoding'] ?? '';
  if (isEncoded(response)) return `its body is encoded as \`${printable(encoding, 50)}\`, which was not asked for`;
  const type = response.headers['content-type'];
  if (type === undefined) return 'its body does not say what it is';
  return `its body is \`${printable(type, 100)}\`, neither \`application/json\` nor \`text/event-stream\``;
}

/** What a person needs to go on from there. */
function hint({ statusCode = 0, headers }: IncomingMessage): string {
  const { location } = headers;
  const wait = headers['retry-after'];
  if (statusCode >= 300 && statusCode < 400 && location !== undefined) return ` (\`${printable(location, 300)}\`)`;
  if ((statusCode === 429 || statusCode === 503) && wait !== undefined) {
    return ` (it says to come back after \`${printable(wait, 50)}\`)`;
  }
  return '';
}

const EXCERPT = 200;

/** Attacker-controlled: a short piece, escaped. */
function excerptOf(body: Buffer): string {
  const text = body
    .subarray(0, 4 * EXCERPT)
    .toString('utf8')
    .trim();
  return text === '' ? '' : `: ${printable(text, EXCERPT)}`;
}

/** The JSON-RPC error in a body that is for nobody in particular. */
function errorIn(body: Buffer): ExchangeFailure['error'] {
  const value = parse(body);
  if (member(value, 'jsonrpc') !== '2.0') return null;
  const error = member(value, 'error');
  const code = member(error, 'code');
  const message = member(error, 'message');
  if (typeof code !== 'number' || !Number.isSafeInteger(code) || typeof message !== 'string') return null;
  // An id that is somebody else's: nothing of this is for the caller.
  return (member(value, 'id') ?? null) === null ? { code, message: printable(message, 1000) } : null;
}

function parse(body: Buffer): JsonValue | undefined {
  try {
    return JSON.parse(body.toString('utf8')) as JsonValue;
  } catch {
    return undefined;
  }
}

/** A request that got no response, in words. */
export function failureOfFault({ text, sent }: WireFault): ExchangeFailure {
  const reason = sent
    ? `the server did not answer: ${text}; what was asked may have run`
    : `the server cannot be reached: ${text}`;
  return { reason, status: null, error: null, mayHaveRun: sent };
}

/** A failure that is not the server's word. */
export function failure(reason: string, mayHaveRun: boolean): ExchangeFailure {
  return { reason, status: null, error: null, mayHaveRun };
}
