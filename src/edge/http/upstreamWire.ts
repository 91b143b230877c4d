import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { printable } from '../../jsonrpc/printable.ts';

export type OutgoingHeaders = Readonly<Record<string, string>>;

export interface WireRequest {
  readonly method: 'POST' | 'GET' | 'DELETE';
  readonly url: URL;
  readonly headers: OutgoingHeaders;
  readonly body: Buffer | null;
}

/** Why a request got no response. */
export interface WireFault {
  /** For people, escaped. */
  readonly text: string;
  /** Whether the whole request had left: then the server may have acted on it. */
  readonly sent: boolean;
}

/** What comes of a request: `response` or `failed`, once. */
export interface WireListener {
  /** The operating system has taken the last byte of it. */
  sent(): void;
  response(response: IncomingMessage): void;
  failed(fault: WireFault): void;
}

export interface WireCall {
  /** Closes its connection; nothing more is told. */
  destroy(): void;
}

export interface WireTimes {
  /** Until there is a connection, with TLS. */
  readonly connectMs: number;
  /** How long a server may take no byte of a request. */
  readonly stallMs: number;
  /** How long a connection is kept without a call on it. Servers close theirs after 5 s (Node's default), and a call
   * that crosses the close on its way cannot be repeated: nobody knows whether it ran. */
  readonly idleMs: number;
}

const DEFAULT_TIMES: WireTimes = { connectMs: 15_000, stallMs: 60_000, idleMs: 3000 };

/** From here on the system asks a silent peer whether it is still there: a call may take hours. */
const PROBE_AFTER_MS = 15_000;

/** All headers of a response together. */
const MAX_HEADER_BYTES = 32 * 1024;

/**
 * Connections to one server. `node:http` and not `fetch`: this relay must not follow a redirect with a body or a
 * credential, must not decompress, must see where a response breaks off, and must be able to stop reading one.
 */
export class Wire {
  readonly #agent: HttpAgent;
  readonly #open: typeof httpRequest;
  readonly #times: WireTimes;
  readonly #calls = new Set<Call>();
  #isClosed = false;

  constructor(url: URL, times: Partial<WireTimes> = {}) {
    this.#times = { ...DEFAULT_TIMES, ...times };
    const options = { keepAlive: true, keepAliveMsecs: PROBE_AFTER_MS, timeout: this.#times.idleMs };
    const secure = url.protocol === 'https:';
    this.#agent = secure ? new HttpsAgent(options) : new HttpAgent(options);
    this.#open = secure ? httpsRequest : httpRequest;
  }

  /** Begins a request; throws where it cannot be one. The listener is called later, never from in here. */
  start({ method, url, headers, body }: WireRequest, listener: WireListener): WireCall {
    if (this.#isClosed) throw new Error('its connections are closed');
    const request = this.#open(url, {
      method,
      headers: body === null ? headers : { ...headers, 'content-length': String(body.length) },
      agent: this.#agent,
      maxHeaderSize: MAX_HEADER_BYTES,
      insecureHTTPParser: false,
    });
    const call = new Call(request, listener, this.#times, url.protocol === 'https:');
    this.#calls.add(call);
    request.once('close', () => this.#calls.delete(call));
    if (body !== null && body.length > SLICE_BYTES) Readable.from(slicesOf(body)).pipe(request);
    else request.end(body ?? undefined);
    return call;
  }

  /** Closes every connection: what waits for a response has failed. */
  close(): void {
    this.#isClosed = true;
    for (const call of this.#calls) call.fail('Leash closed the connection');
    this.#agent.destroy();
  }
}

/** A body goes out in pieces of this size, each when the one before it has been taken: so it is seen whether any is. */
const SLICE_BYTES = 64 * 1024;

function* slicesOf(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += SLICE_BYTES) yield body.subarray(at, at + SLICE_BYTES);
}

class Call implements WireCall {
  readonly #request: ClientRequest;
  readonly #listener: WireListener;
  #sent = false;
  #over = false;
  #timer: NodeJS.Timeout;

  constructor(request: ClientRequest, listener: WireListener, times: WireTimes, secure: boolean) {
    this.#request = request;
    this.#listener = listener;
    this.#timer = setTimeout(() => this.fail(`no connection within ${times.connectMs / 1000} s`), times.connectMs);
    const connected = (): void => this.#watchWriting(times.stallMs);
    request.once('socket', (socket) => {
      if (request.reusedSocket) connected();
      else socket.once(secure ? 'secureConnect' : 'connect', connected);
    });
    request.once('finish', () => this.#onSent());
    request.once('response', (response) => this.#onResponse(response));
    // An upgrade that nobody asked for, or a tunnel: neither is an answer.
    request.once('upgrade', (_, socket) => {
      socket.destroy();
      this.fail('the server switched to another protocol');
    });
    request.on('error', (error) => this.fail(faultText(error)));
    request.once('close', () => this.fail('the connection was closed'));
  }

  destroy(): void {
    this.#end();
    this.#request.destroy();
  }

  #onSent(): void {
    clearTimeout(this.#timer);
    if (this.#sent || this.#over) return;
    this.#sent = true;
    this.#listener.sent();
  }

  #onResponse(response: IncomingMessage): void {
    if (this.#over) {
      response.destroy();
      return;
    }
    this.#end();
    this.#listener.response(response);
  }

  fail(text: string): void {
    if (this.#over) return;
    this.#end();
    this.#request.destroy();
    this.#listener.failed({ text, sent: this.#sent });
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  /** A server that takes nothing of a request would keep all behind it waiting: its connection is closed. */
  #watchWriting(stallMs: number): void {
    clearTimeout(this.#timer);
    if (this.#sent || this.#over) return;
    const before = this.#request.socket?.bytesWritten;
    this.#timer = setTimeout(() => {
      if (this.#request.socket?.bytesWritten !== before) this.#watchWriting(stallMs);
      else this.fail(`the server took no byte of the request for ${stallMs / 1000} s`);
    }, stallMs);
  }
}

const FAULTS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'there is no such host'],
  ['EAI_AGAIN', 'its name could not be looked up'],
  ['ETIMEDOUT', 'it cannot be reached'],
  ['EHOSTUNREACH', 'it cannot be reached'],
  ['ENETUNREACH', 'it cannot be reached'],
  ['ECONNRESET', 'the connection broke off'],
  ['EPIPE', 'the connection broke off'],
  ['EPROTO', 'it speaks no TLS there, or another version of it'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is signed by itself; NODE_EXTRA_CA_CERTS=FILE adds one to trust'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate has an unknown root; NODE_EXTRA_CA_CERTS=FILE adds one to trust'],
  [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'its certificate has an unknown issuer; NODE_EXTRA_CA_CERTS=FILE adds one to trust',
  ],
  [
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'its certificate has an unknown issuer; NODE_EXTRA_CA_CERTS=FILE adds one to trust',
  ],
  ['HPE_HEADER_OVERFLOW', `its headers are longer than ${MAX_HEADER_BYTES / 1024} KiB`],
]);

/** An error of a connection in words, with its code; foreign text is escaped and cut. */
export function faultText(error: unknown): string {
  const code = codeOf(error);
  const known = code === null ? undefined : FAULTS.get(code);
  if (known !== undefined) return `${known} (${code})`;
  if (code?.startsWith('HPE_') === true) return `it answered with something that is no HTTP (${printable(code, 50)})`;
  return printable(error instanceof Error && error.message !== '' ? error.message : 'unknown', 200);
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
