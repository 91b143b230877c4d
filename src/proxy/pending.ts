import type { Receipt } from '../audit/entry.ts';
import type { ListMember } from '../authz/mapping.ts';
import type { ResultInspection, RuleRef } from '../authz/decision.ts';
import type { Via } from '../jsonrpc/exchange.ts';
import type { JsonValue, RequestId } from '../jsonrpc/message.ts';

/** A request that awaits its answer. */
export interface PendingRequest {
  readonly id: RequestId;
  readonly method: string;
  /** Tool or prompt name, for the log. */
  readonly action: string | null;
  /** The exchange that brought it, for its answer. */
  readonly via: Via;
  /** What notifications of its progress are known by; undefined where none were asked for. */
  readonly progressToken: JsonValue | undefined;
  /** The list to filter in its result. */
  readonly list: ListMember | null;
  /** Whether it asks for a list from its beginning: it names no cursor. */
  readonly isFirstPage: boolean;
  /** Whether its sender speaks the modern era (2026-07-28), where a result carries `resultType`. */
  readonly modern: boolean;
  /** The rules that allowed it: a task that it creates is allowed by them too. */
  rules: readonly RuleRef[];
  /** What is to be done about its result, and about that of a task that it creates. */
  inspections: readonly ResultInspection[];
  /** `held` waits for the log and the other side has not seen it; `sent` has been forwarded or relayed. */
  state: 'held' | 'sent';
  cancelled: boolean;
  /** The receipt of its decision; null for what passes without one. */
  receipt: Receipt | null;
  /** Monotonic nanoseconds of the forward. */
  sentNs: number;
}

/** Cancelled requests that are remembered, so that one late answer can still be told from an answer to nothing. */
const CANCELLED_KEPT = 1024;

/** The requests of one side, by exact id: `1` is not `"1"` (JSON-RPC 2.0 §4: the answer's id is the same value). */
export class PendingRequests {
  readonly #open = new Map<RequestId, PendingRequest>();
  readonly #cancelled = new Map<RequestId, PendingRequest>();

  get size(): number {
    return this.#open.size;
  }

  add(request: PendingRequest): void {
    this.#open.set(request.id, request);
  }

  get(id: RequestId): PendingRequest | undefined {
    return this.#open.get(id) ?? this.#cancelled.get(id);
  }

  /** The first request, in the order they came, that this is true of. */
  find(matches: (request: PendingRequest) => boolean): PendingRequest | undefined {
    for (const request of this.#open.values()) if (matches(request)) return request;
    return undefined;
  }

  /** Takes out the request that this id answers, if the other side has seen it: an answer is delivered once. */
  settle(id: RequestId): PendingRequest | undefined {
    const request = this.get(id);
    if (request?.state !== 'sent') return undefined;
    this.remove(id);
    return request;
  }

  remove(id: RequestId): void {
    if (!this.#open.delete(id)) this.#cancelled.delete(id);
  }

  /** Marks it cancelled: it no longer counts as open, and the oldest cancelled ones are forgotten. */
  cancel(request: PendingRequest): void {
    request.cancelled = true;
    if (!this.#open.delete(request.id)) return;
    this.#cancelled.set(request.id, request);
    if (this.#cancelled.size <= CANCELLED_KEPT) return;
    const oldest = this.#cancelled.keys().next();
    if (oldest.done !== true) this.#cancelled.delete(oldest.value);
  }

  /** Empties the table and returns what was open and not cancelled. */
  drain(): PendingRequest[] {
    const open = [...this.#open.values()];
    this.#open.clear();
    this.#cancelled.clear();
    return open;
  }
}
