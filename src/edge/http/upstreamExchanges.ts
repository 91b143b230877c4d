import type { RequestId } from '../../jsonrpc/message.ts';
import type { ParamHeadersOf, ServerListener } from '../transport.ts';
import { Exchange, type ExchangeSink } from './upstreamExchange.ts';
import { failure } from './upstreamFailure.ts';
import type { Link } from './upstreamLink.ts';
import { isInitialize, type OutgoingMessage } from './upstreamMessage.ts';
import type { Post } from './upstreamQueue.ts';

type ExchangeListener = Pick<ServerListener, 'opened' | 'message' | 'oversize' | 'paused' | 'exchangeFailed'>;

export interface ExchangesOptions {
  readonly link: Link;
  /** Requests that may be open at a time. */
  readonly maxExchanges: number;
  /** `Mcp-Param-*` headers that a client gave with the request of this id. */
  readonly paramHeadersOf: ParamHeadersOf;
  /** Null once nobody is to be told anything. */
  readonly listener: () => ExchangeListener | null;
  /** One more has been settled. */
  readonly changed: () => void;
}

/** How long a server that has been told of a cancellation may go on with its answer. */
const CANCELLED_MS = 5000;

/** The requests that are open at the server, by id. */
export class Exchanges {
  readonly #options: ExchangesOptions;
  /** From when they are sent until nothing more comes of them. */
  readonly #all = new Map<RequestId, Exchange>();
  readonly #unposted = new Map<RequestId, Post>();
  readonly #held = new Set<RequestId>();
  #paused = true;
  #open = 0;

  constructor(options: ExchangesOptions) {
    this.#options = options;
  }

  /** Whether an answer is awaited that may come soon: not that of a subscription. */
  get isAwaiting(): boolean {
    return [...this.#all.values()].some((one) => one.isAwaited && one.message.method !== 'subscriptions/listen');
  }

  /** Opens the exchange of a request; gives its POST, or null where too many are open. */
  open(id: RequestId, message: OutgoingMessage): Post | null {
    const { link, maxExchanges, paramHeadersOf } = this.#options;
    const paramHeaders = paramHeadersOf(id);
    if (this.#open >= maxExchanges) {
      const why = failure(`more than ${maxExchanges} requests are open at the server`, false);
      queueMicrotask(() => this.#options.listener()?.exchangeFailed(id, why));
      return null;
    }
    const opening = new Opening();
    const exchange = new Exchange({ link, message, paramHeaders, fallsBack: true, sink: this.#sinkOf(id, opening) });
    opening.exchange = exchange;
    const older = this.#all.get(id);
    this.#all.set(id, exchange);
    this.#open += 1;
    // Whoever reuses an id waits for the newer request: what still comes of the older would be taken for its answer.
    older?.giveUp();
    exchange.hold(this.#paused || this.#held.has(id));
    const post: Post = {
      bytes: message.body.length,
      run: (next) => {
        if (this.#unposted.get(id) === post) this.#unposted.delete(id);
        if (!isInitialize(message)) {
          exchange.start(next);
          return;
        }
        // Nothing overtakes what opens the session (MCP, lifecycle: initialization).
        opening.settled = next;
        link.session.begin(message);
        exchange.start(() => undefined);
      },
    };
    this.#unposted.set(id, post);
    return post;
  }

  /** Whether this request is open, and of the legacy era, where cancelling is a message. */
  isLegacy(id: RequestId): boolean {
    return this.#all.get(id)?.message.era === 'legacy';
  }

  /** The caller has given a request up. Returns what is not to be posted any more, for it was not yet. */
  cancel(id: RequestId): Post | null {
    const exchange = this.#all.get(id);
    if (exchange === undefined) return null;
    const post = this.#unposted.get(id) ?? null;
    this.#unposted.delete(id);
    // Later: nobody expects to be told from within a call.
    if (post !== null || exchange.message.era === 'modern') queueMicrotask(() => exchange.giveUp());
    else exchange.expire(CANCELLED_MS);
    return post;
  }

  /** Forgets what has not been posted; nobody is told. */
  discard(): void {
    for (const id of this.#unposted.keys()) {
      this.#all.delete(id);
      this.#open -= 1;
    }
    this.#unposted.clear();
  }

  /** Stops reading the answers, and goes on. */
  pause(on: boolean): void {
    this.#paused = on;
    for (const [id, exchange] of this.#all) exchange.hold(on || this.#held.has(id));
  }

  /** Stops reading one answer, and goes on. True while any is held. */
  hold(id: RequestId, on: boolean): boolean {
    const exchange = this.#all.get(id);
    if (on && exchange !== undefined) this.#held.add(id);
    else this.#held.delete(id);
    exchange?.hold(this.#paused || on);
    return this.#held.size > 0;
  }

  /** Closes every one. */
  close(): void {
    for (const exchange of [...this.#all.values()]) exchange.giveUp();
  }

  #sinkOf(id: RequestId, opening: Opening): ExchangeSink {
    const { listener, changed } = this.#options;
    const isCurrent = (): boolean => this.#all.get(id) === opening.exchange;
    return {
      opened: (head) => listener()?.opened(id, head),
      message: (line) => listener()?.message(line, { about: id }),
      oversize: (bytes, isAnswer) =>
        listener()?.oversize({ bytes, id: isAnswer ? id : null, method: null }, { about: id }),
      paused: (retryMs) => listener()?.paused(id, retryMs),
      settled: (why) => {
        this.#open -= 1;
        opening.settled();
        if (why !== null && isCurrent()) listener()?.exchangeFailed(id, why);
        changed();
      },
      gone: () => {
        if (!isCurrent()) return;
        this.#all.delete(id);
        this.#held.delete(id);
      },
    };
  }
}

/** What is known of an exchange only after it has been made. */
class Opening {
  exchange: Exchange | null = null;
  settled: () => void = () => undefined;
}
