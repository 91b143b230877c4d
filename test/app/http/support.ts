import type { IncomingPost, Principal, ReplyPort } from '../../../src/edge/http/exchange.ts';
import type { HandlerOptions } from '../../../src/app/http/handler.ts';
import type { Hosted, OpenHosted, Schedule } from '../../../src/app/http/hosted.ts';
import type { SessionLimits } from '../../../src/app/http/limits.ts';
import type { JsonValue, RequestId } from '../../../src/jsonrpc/message.ts';
import type { HandleKind } from '../../../src/proxy/handles.ts';

export const ALICE: Principal = { agent: 'alice', key: 'token:alice' };
export const BOB: Principal = { agent: 'bob', key: 'token:bob' };

const LIMITS: SessionLimits = {
  maxSessions: 4,
  maxSessionsPerPrincipal: 3,
  sessionIdleMs: 1000,
  maxStateless: 4,
  maxStatelessPerPrincipal: 3,
  statelessIdleMs: 100,
  graceMs: 10,
  openMs: 50,
  maxBacklogBytes: 2_000_000,
  maxBacklogBytesPerPrincipal: 1_000_000,
};

/** A response that remembers what was done with it. */
export class FakeReply implements ReplyPort {
  isOpen = true;
  queued = 0;
  streams = false;
  status: number | null = null;
  body = '';
  headers: Readonly<Record<string, string>> = {};
  ends = 0;
  readonly #gone: (() => void)[] = [];
  readonly #idle: (() => void)[] = [];

  end(status: number, body: Buffer | string | null, headers: Readonly<Record<string, string>> = {}): void {
    if (!this.isOpen || this.streams) return;
    this.ends += 1;
    this.isOpen = false;
    this.status = status;
    this.body = body === null ? '' : body.toString();
    this.headers = headers;
  }

  stream(headers: Readonly<Record<string, string>> = {}): void {
    if (!this.isOpen) return;
    this.streams = true;
    this.status = 200;
    this.headers = headers;
  }

  write(piece: Buffer | string): void {
    if (this.isOpen) this.body += piece.toString();
  }

  close(): void {
    if (!this.isOpen) return;
    this.ends += 1;
    this.isOpen = false;
  }

  onGone(listener: () => void): void {
    this.#gone.push(listener);
  }

  onIdle(listener: () => void): void {
    this.#idle.push(listener);
  }

  /** The caller goes. */
  leave(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const listener of this.#gone) listener();
  }

  drain(): void {
    for (const listener of this.#idle) listener();
  }

  /** The JSON-RPC message of a whole response. */
  get message(): { readonly id?: JsonValue; readonly error?: { readonly message: string } } {
    return JSON.parse(this.body) as { id?: JsonValue; error?: { message: string } };
  }
}

/** A server that does what a test tells it to. */
export class FakeHosted implements Hosted {
  readonly posts: IncomingPost[] = [];
  readonly gets: { readonly reply: ReplyPort }[] = [];
  readonly transport: Hosted['transport'];
  readonly ended: Promise<void>;
  /** Ends by itself. */
  die: () => void = () => undefined;
  /** Lets what waits for its end go on. */
  gone: () => void = () => undefined;
  pending = 0;
  backlog = 0;
  hasTasks = false;
  closes = 0;
  throws: Error | null = null;
  readonly open = new Set<RequestId>();
  readonly handles = new Set<string>();
  readonly #gone: Promise<void>;

  constructor() {
    this.ended = new Promise((resolve) => (this.die = resolve));
    this.#gone = new Promise((resolve) => (this.gone = resolve));
    this.transport = {
      post: (request) => {
        if (this.throws !== null) throw this.throws;
        this.posts.push(request);
      },
      get: (request) => void this.gets.push(request),
    };
  }

  isOpen(id: RequestId): boolean {
    return this.open.has(id);
  }

  owns(kind: HandleKind, token: string): boolean {
    return this.handles.has(`${kind}:${token}`);
  }

  close(): Promise<void> {
    this.closes += 1;
    return this.#gone;
  }

  /** The reply of the last request. */
  get lastReply(): ReplyPort {
    const post = this.posts.at(-1);
    if (post === undefined) throw new Error('nothing was posted');
    return post.reply;
  }
}

/** Time that passes when it is told to. */
export class FakeTime {
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  readonly now = (): number => this.#now;

  readonly schedule: Schedule = (ms, callback) => {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  get waiting(): number {
    return this.#timers.size;
  }

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }
}

/** Everything around a handler, as a test wants it. */
export class World {
  readonly time = new FakeTime();
  readonly started: FakeHosted[] = [];
  readonly opened: Parameters<OpenHosted>[0][] = [];
  readonly foreign: (readonly [agent: string, prefix: string])[] = [];
  readonly failures: unknown[] = [];
  /** What starting a server gives; a new one at once where it is null. */
  open: (() => Promise<Hosted>) | null = null;
  #ids = 0;

  options(limits: Partial<SessionLimits> = {}): HandlerOptions {
    return {
      open: (options) => {
        this.opened.push(options);
        if (this.open !== null) return this.open();
        const hosted = new FakeHosted();
        hosted.gone();
        this.started.push(hosted);
        return Promise.resolve(hosted);
      },
      limits: { ...LIMITS, ...limits },
      schedule: this.time.schedule,
      now: this.time.now,
      random: (bytes) => new Uint8Array(bytes).fill((this.#ids += 1)),
      onForeign: ({ agent }, prefix) => void this.foreign.push([agent, prefix]),
      onFailure: (error) => void this.failures.push(error),
    };
  }

  hosted(index: number): FakeHosted {
    const hosted = this.started[index];
    if (hosted === undefined) throw new Error(`no server ${index} was started`);
    return hosted;
  }
}

/** A POST as the listener hands it over. */
export function post(
  message: { readonly id?: RequestId; readonly method?: string; readonly params?: JsonValue } & Readonly<
    Record<string, unknown>
  >,
  more: Partial<IncomingPost> = {},
): IncomingPost & { readonly reply: FakeReply } {
  const line = JSON.stringify({ jsonrpc: '2.0', ...message });
  return {
    principal: ALICE,
    sessionId: null,
    protocolVersion: null,
    era: 'legacy',
    line: Buffer.from(line),
    value: JSON.parse(line) as JsonValue,
    method: message.method ?? null,
    id: message.method === undefined ? null : (message.id ?? null),
    paramHeaders: [],
    reply: new FakeReply(),
    ...more,
  } as IncomingPost & { readonly reply: FakeReply };
}

/** Lets everything that waits for a promise go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
