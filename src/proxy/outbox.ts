import type { DecisionDraft, EventDraft, Instant, OutcomeDraft, Receipt, SessionFacts } from '../audit/entry.ts';
import type { AnswerHead, Via } from '../jsonrpc/exchange.ts';
import type { JsonObject, RequestId, Side } from '../jsonrpc/message.ts';
import type { Inspection } from '../pins/inspected.ts';
import type { AskedCall, Asking, Choice, Parked, Retry } from './asked.ts';
import { eventDraft, outcomeDraft } from './drafts.ts';
import type { Effect } from './effects.ts';
import type { LimitHit } from './obligations.ts';
import type { PendingRequest } from './pending.ts';
import { replyLine, type Reply } from './reply.ts';

/** Dropped messages are recorded one by one up to here, then every thousandth: a babbling side cannot fill the disk. */
const DROPS_RECORDED = 100;

/** What a session has to say about one event, in order. */
export class Outbox {
  readonly #facts: SessionFacts;
  #effects: Effect[] = [];
  #dropped = 0;

  constructor(facts: SessionFacts) {
    this.#facts = facts;
  }

  /** Hands over what has gathered, and begins anew. */
  take(): Effect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  relay(to: Side, line: Buffer, via: Via): void {
    this.#effects.push({ do: 'relay', to, line, ...towards(to, via) });
  }

  forward(to: Side, line: Buffer | string, receipt: Receipt, via: Via): void {
    this.#effects.push({ do: 'forward', to, line, receipt, ...towards(to, via) });
  }

  answer(to: Side, line: string, via: Via): void {
    this.#effects.push({ do: 'answer', to, line, ...towards(to, via) });
  }

  reply(to: Side, reply: Reply, via: Via): void {
    this.answer(to, replyLine(reply), via);
  }

  /** The client's exchange is over. */
  done(via: Via, refused = false): void {
    if (via !== 0) this.#effects.push({ do: 'done', via, refused });
  }

  open(via: Via, head: AnswerHead): void {
    if (via !== 0) this.#effects.push({ do: 'open', via, head });
  }

  interrupt(via: Via, retryMs: number | null): void {
    if (via !== 0) this.#effects.push({ do: 'interrupt', via, retryMs });
  }

  cancel(id: RequestId, line: Buffer | string): void {
    this.#effects.push({ do: 'cancel', id, line });
  }

  divert(line: Buffer): void {
    this.#effects.push({ do: 'divert', line });
  }

  warn(message: string): void {
    this.#effects.push({ do: 'warn', message });
  }

  record(ticket: number, draft: DecisionDraft): void {
    this.#effects.push({ do: 'record', ticket, draft });
  }

  limit(ticket: number, hits: readonly LimitHit[]): void {
    this.#effects.push({ do: 'limit', ticket, hits });
  }

  consult(ticket: number, { session, agent, server, method, action, resource, args }: DecisionDraft): void {
    const call = { session, agent, server, method, action, resource, args };
    this.#effects.push({ do: 'consult', ticket, call });
  }

  ask(ticket: number, call: AskedCall, parked: Parked | null): void {
    this.#effects.push({ do: 'ask', ticket, call, parked });
  }

  comeBack(ticket: number, call: AskedCall, retry: Retry): void {
    this.#effects.push({ do: 'come-back', ticket, call, retry });
  }

  unask(ticket: number): void {
    this.#effects.push({ do: 'unask', ticket });
  }

  confirm(ticket: number, asking: Asking, choice: Choice): void {
    this.#effects.push({ do: 'confirm', ticket, asking, choice });
  }

  giveBack(ticket: number): void {
    this.#effects.push({ do: 'give-back', ticket });
  }

  inspect(ticket: number, id: RequestId, inspection: Inspection): void {
    this.#effects.push({ do: 'inspect', ticket, id, inspection });
  }

  closeServer(): void {
    this.#effects.push({ do: 'close-server' });
  }

  /** Notes what became of a request that was decided; it has one outcome, so a late answer to a cancelled one adds none. */
  outcome(request: PendingRequest, outcome: Pick<OutcomeDraft, 'status' | 'body' | 'errorCode' | 'at'>): void {
    const { receipt } = request;
    if (receipt === null || (request.cancelled && outcome.status !== 'cancelled')) return;
    this.#effects.push({ do: 'note', draft: outcomeDraft(this.#facts, request, receipt, outcome) });
  }

  event(event: EventDraft['event'], detail: JsonObject, at: Instant): void {
    this.#effects.push({ do: 'note', draft: eventDraft(this.#facts, event, detail, at) });
  }

  /** Notes a message that goes nowhere. */
  drop(from: Side, why: string, method: string | null, at: Instant): void {
    this.#dropped += 1;
    if (this.#dropped > DROPS_RECORDED && this.#dropped % 1000 !== 0) return;
    this.event('message_dropped', { from, why, method, count: this.#dropped }, at);
    this.warn(`dropped a message of the ${from}: ${why}`);
  }
}

/** Only a client has exchanges; where it has one stream, nothing is said of it. */
function towards(to: Side, via: Via): { readonly via?: Via } {
  return to === 'client' && via !== 0 ? { via } : {};
}
