import type { IncomingPost } from '../../edge/http/exchange.ts';
import { refuse } from '../../edge/http/refuse.ts';
import type { JsonValue, RequestId } from '../../jsonrpc/message.ts';
import { isRequestId } from '../../jsonrpc/requestId.ts';
import { member } from '../../jsonrpc/value.ts';
import type { HandleKind } from '../../proxy/handles.ts';
import type { Host } from './host.ts';
import type { Hosts } from './hosts.ts';
import { ownerOf } from './owner.ts';
import { WatchedReply } from './watchedReply.ts';

/** A server and what was given to it. */
interface Slot {
  readonly host: Host;
  /** Ids that were given to it and whose callers still wait. */
  readonly ids: Set<RequestId>;
  /** Calls that callers wait for; a subscription waits for nothing. */
  calls: number;
  /** Grows with each use of the pool. */
  usedAt: number;
}

/** A request that stays open for as long as its caller likes, and keeps nobody from being served. */
const LISTENS = 'subscriptions/listen';

/** Requests about a task, which only the server knows that created it. */
const TASK_METHODS: ReadonlySet<string> = new Set(['tasks/get', 'tasks/update', 'tasks/cancel', 'tasks/result']);

/**
 * The calls of the modern era, which know no session: each goes to a server of its caller's that is not busy.
 * Callers number their requests as they like, so two calls with one id never meet in one server.
 */
export class Pool {
  readonly #hosts: Hosts;
  readonly #slots = new Set<Slot>();
  #uses = 0;

  constructor(hosts: Hosts) {
    this.#hosts = hosts;
  }

  post(request: IncomingPost): void {
    const { id, reply, line } = request;
    const slot = this.#choose(request);
    if (slot === null) {
      refuse(reply, 'too-many-calls', { id, headers: { 'Retry-After': '1' } });
      return;
    }
    const watched = this.#occupy(slot, request);
    slot.host.deliver({ id, reply: watched, bytes: line.length }, ({ transport }) =>
      transport.post({ ...request, reply: watched }),
    );
  }

  #occupy(slot: Slot, { id, method, reply }: IncomingPost): WatchedReply {
    const calls = method === LISTENS ? 0 : 1;
    this.#uses += 1;
    slot.usedAt = this.#uses;
    slot.calls += calls;
    if (id !== null) slot.ids.add(id);
    slot.host.enter();
    return new WatchedReply(reply, () => {
      slot.calls -= calls;
      if (id !== null) slot.ids.delete(id);
      slot.host.leave();
    });
  }

  #choose(request: IncomingPost): Slot | null {
    // INVARIANT: nobody's request reaches a server that was started for somebody else.
    const owner = ownerOf(request.principal);
    const own = [...this.#slots].filter(({ host }) => host.owner === owner);
    const keeper = keeperOf(own, request);
    if (keeper !== null) return canTake(keeper, request.id) ? keeper : null;
    const id = request.id ?? cancelledId(request);
    const able = own.filter((slot) => canTake(slot, id));
    const idle = able.filter(({ calls }) => calls === 0);
    return (
      leastOf(idle, ({ usedAt }) => -usedAt) ??
      this.#open(request) ??
      leastOf(able, ({ calls }) => calls) ??
      this.#replace(own, request)
    );
  }

  /** Ends a server that nobody waits for, and that could take the call but for one that was given up in it. */
  #replace(own: readonly Slot[], request: IncomingPost): Slot | null {
    const unused = leastOf(
      own.filter(({ host }) => host.idleSince !== null),
      ({ usedAt }) => usedAt,
    );
    unused?.host.end();
    return unused === null ? null : this.#open(request);
  }

  #open({ principal }: IncomingPost): Slot | null {
    const host = this.#hosts.open(principal, () => this.#slots.delete(slot));
    if (host === null) return null;
    const slot: Slot = { host, ids: new Set(), calls: 0, usedAt: 0 };
    this.#slots.add(slot);
    return slot;
  }
}

/** The server that handed out what this request refers to. */
function keeperOf(own: readonly Slot[], { method, value }: IncomingPost): Slot | null {
  const params = member(value, 'params');
  const task = TASK_METHODS.has(method ?? '') ? member(params, 'taskId') : undefined;
  return handedOut(own, 'task', task) ?? handedOut(own, 'request-state', member(params, 'requestState'));
}

function handedOut(own: readonly Slot[], kind: HandleKind, token: JsonValue | undefined): Slot | null {
  if (typeof token !== 'string') return null;
  return own.find(({ host }) => host.owns(kind, token)) ?? null;
}

/** An id may also be open because its caller gave the call up and the server has not: its answer may still come. */
function canTake({ ids, host }: Slot, id: RequestId | null): boolean {
  return id === null || !(ids.has(id) || host.isOpen(id));
}

/** A notification that cancels must not meet the call of another caller of the same number. */
function cancelledId({ method, value }: IncomingPost): RequestId | null {
  const id = method === 'notifications/cancelled' ? member(member(value, 'params'), 'requestId') : undefined;
  return isRequestId(id) ? id : null;
}

function leastOf(slots: readonly Slot[], measure: (slot: Slot) => number): Slot | null {
  return slots.reduce<Slot | null>((least, slot) => (least && measure(least) <= measure(slot) ? least : slot), null);
}
