import type { IncomingMessage } from 'node:http';
import { isJson } from '../../http/mediaType.ts';
import type { ExchangeFailure } from '../../jsonrpc/exchange.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { CredentialsChallenge, UpstreamCredentials } from './credentials.ts';
import { readExcerpt } from './upstreamBody.ts';
import { failure, failureOfFault, failureOfResponse } from './upstreamFailure.ts';
import { faultText, type OutgoingHeaders, type Wire, type WireCall, type WireRequest } from './upstreamWire.ts';

/** What a call ends in: the head of a response, whatever its status, or none. */
export type Reply =
  | { readonly kind: 'response'; readonly response: IncomingMessage }
  | { readonly kind: 'failed'; readonly failure: ExchangeFailure };

export interface CallHooks {
  readonly signal: AbortSignal;
  /** The operating system has taken the last byte of it. */
  readonly sent?: () => void;
}

export interface CallerOptions {
  readonly wire: Wire;
  readonly credentials: UpstreamCredentials;
  /** Headers of every request: those of the credential go before them, and the request's own before all. */
  readonly headers: OutgoingHeaders;
  /** How long a credential may take to come. */
  readonly credentialMs?: number;
}

const DEFAULT_CREDENTIAL_MS = 60_000;

/** Calls the server as Leash: each request has its credential, and is repeated once where that was not good any more. */
export class Caller {
  readonly #options: CallerOptions;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  /** Never rejects. The owner of a response reads it, or destroys it. */
  async call(request: WireRequest, hooks: CallHooks): Promise<Reply> {
    try {
      return await this.#call(request, hooks);
    } catch (error) {
      return failed(failure(`the server cannot be asked: ${faultText(error)}`, false));
    }
  }

  async #call(request: WireRequest, hooks: CallHooks): Promise<Reply> {
    const { credentials } = this.#options;
    for (let again = false; ; again = true) {
      const own = await this.#inTime(credentials.headers());
      const headers = {
        ...this.#options.headers,
        ...lowerCased(own),
        ...request.headers,
        'accept-encoding': 'identity',
      };
      const reply = await this.#attempt({ ...request, headers }, hooks);
      if (reply.kind === 'failed') return reply;
      const challenge = challengeOf(reply.response);
      if (challenge === null) return reply;
      const refused = failureOfResponse(reply.response, await readExcerpt(reply.response, EXCERPT_BYTES));
      if (again) return failed(refused);
      const verdict = await this.#inTime(credentials.rejected(challenge));
      if (verdict !== 'retry') return failed({ ...refused, reason: printable(verdict.give_up, 1000), error: null });
    }
  }

  #attempt(request: WireRequest, { signal, sent }: CallHooks): Promise<Reply> {
    if (signal.aborted) return Promise.resolve(failed(GIVEN_UP));
    return new Promise((resolve) => {
      let call: WireCall | null = null;
      const abort = (): void => {
        call?.destroy();
        resolve(failed(GIVEN_UP));
      };
      const end = (reply: Reply): void => {
        signal.removeEventListener('abort', abort);
        resolve(reply);
      };
      call = this.#options.wire.start(request, {
        sent: () => sent?.(),
        response: (response) => end({ kind: 'response', response }),
        failed: (fault) => end(failed(failureOfFault(fault))),
      });
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  /** A credential may need a server of its own: it is not waited for without end. */
  async #inTime<T>(work: Promise<T>): Promise<T> {
    const ms = this.#options.credentialMs ?? DEFAULT_CREDENTIAL_MS;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no credential came within ${ms / 1000} s`)), ms);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

const EXCERPT_BYTES = 2048;

const GIVEN_UP = failure('the caller has given it up', true);

function failed(reason: ExchangeFailure): Reply {
  return { kind: 'failed', failure: reason };
}

/** A 403 that is a message may be the server's word on this one call; what names a scheme is about the credential. */
function challengeOf({ statusCode, headers }: IncomingMessage): CredentialsChallenge | null {
  if (statusCode !== 401 && statusCode !== 403) return null;
  const wwwAuthenticate = headers['www-authenticate'] ?? null;
  if (statusCode === 403 && wwwAuthenticate === null && isJson(headers['content-type'] ?? null)) return null;
  return { status: statusCode, wwwAuthenticate };
}

function lowerCased(headers: OutgoingHeaders): OutgoingHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
