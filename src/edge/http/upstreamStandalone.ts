import type { IncomingMessage } from 'node:http';
import { readEvents } from './upstreamAnswer.ts';
import { readExcerpt, type BodyStream } from './upstreamBody.ts';
import type { Reply } from './upstreamCaller.ts';
import { natureOf } from './upstreamFailure.ts';
import type { Link } from './upstreamLink.ts';
import { Resumption } from './upstreamResumption.ts';

export interface StandaloneSink {
  /** The HTTP status that says whether there is such a stream: told once for each time it is wanted. */
  status(status: number): void;
  message(line: Buffer): void;
  oversize(bytes: number): void;
}

/** How often in a row it may not open before it is said that there is none. */
const MAX_FAILURES = 5;

/** A stream that has been open for so long was no mistake, though it brought nothing. */
const SETTLED_MS = 5000;

/**
 * The stream for what belongs to no request (legacy era, a GET): opened where it is wanted and there is a session, and
 * opened again, from where it stood, whenever it ends.
 */
export class StandaloneStream {
  readonly #link: Link;
  readonly #sink: StandaloneSink;
  #resumption: Resumption;
  #generation: number | null = null;
  #isWanted = false;
  #isReady = false;
  #isTold = false;
  #isHeld = true;
  #failures = 0;
  #attempt: AbortController | null = null;
  #body: BodyStream | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(link: Link, sink: StandaloneSink) {
    this.#link = link;
    this.#sink = sink;
    this.#resumption = new Resumption(link.session);
  }

  want(on: boolean): void {
    if (on === this.#isWanted) return;
    this.#isWanted = on;
    this.#isTold = false;
    this.#close();
    if (on) this.#open();
  }

  /** There is a session, or a new one. */
  ready(): void {
    this.#isReady = true;
    if (this.#generation !== this.#link.session.generation) this.#close();
    this.#open();
  }

  hold(on: boolean): void {
    this.#isHeld = on;
    this.#body?.hold(on);
  }

  #open(): void {
    if (!this.#isWanted || !this.#isReady || this.#attempt !== null) return;
    this.#generation = this.#link.session.generation;
    this.#attempt = new AbortController();
    // What the transport of 2024-11-05 has is one stream for everything.
    if (this.#link.isSse) queueMicrotask(() => this.#tell(200));
    else void this.#ask(this.#attempt);
  }

  /** Closes it, and forgets where it stood: the next one begins anew. */
  #close(): void {
    clearTimeout(this.#timer);
    this.#attempt?.abort();
    this.#attempt = null;
    this.#body?.destroy();
    this.#body = null;
    this.#failures = 0;
    this.#resumption = new Resumption(this.#link.session);
  }

  /** Never rejects: neither the link nor what reads an excerpt does. */
  async #ask(attempt: AbortController): Promise<void> {
    const reply = await this.#link.get({ signal: attempt.signal }, this.#resumption.lastEventId);
    if (reply.kind === 'response' && natureOf(reply.response) === 'events') {
      if (attempt.signal.aborted) reply.response.destroy();
      else this.#read(reply.response);
      return;
    }
    const status = await statusOf(reply);
    if (attempt.signal.aborted) return;
    const mayPass = status === null || status === 429 || status >= 500;
    this.#failures += 1;
    if (mayPass && (this.#isTold || this.#failures < MAX_FAILURES)) this.#later();
    else this.#tell(toldStatus(status));
  }

  #read(response: IncomingMessage): void {
    this.#tell(200);
    this.#failures = 0;
    const resumption = this.#resumption;
    this.#timer = setTimeout(() => resumption.progressed(), SETTLED_MS);
    this.#body = readEvents(
      response,
      { maxMessageBytes: this.#link.maxMessageBytes, held: this.#isHeld },
      {
        message: (line) => {
          resumption.progressed();
          this.#sink.message(line);
        },
        oversize: (bytes) => this.#sink.oversize(bytes),
        position: (id) => resumption.reached(id),
        retry: (ms) => resumption.wait(ms),
        ended: () => {
          this.#body = null;
          this.#later();
        },
      },
    );
  }

  #later(): void {
    clearTimeout(this.#timer);
    const attempt = this.#attempt;
    if (attempt === null) return;
    this.#timer = setTimeout(() => void this.#ask(attempt), this.#resumption.again());
  }

  #tell(status: number): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#sink.status(status);
  }
}

const BAD_GATEWAY = 502;
const NOT_ALLOWED = 405;

/** The status of a reply that is no stream; null where there was no response. */
async function statusOf(reply: Reply): Promise<number | null> {
  if (reply.kind === 'failed') return reply.failure.status;
  await readExcerpt(reply.response, 0);
  return reply.response.statusCode ?? null;
}

/** What to say of it: Leash's own credential, and where the server has moved to, are no matter of the caller's. */
function toldStatus(status: number | null): number {
  if (status === null || [401, 403, 407].includes(status)) return BAD_GATEWAY;
  if (status < 300) return NOT_ALLOWED;
  return status < 400 ? BAD_GATEWAY : status;
}
