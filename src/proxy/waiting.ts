import type { DecisionDraft } from '../audit/entry.ts';
import type { Authorizer } from '../authz/decision.ts';
import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import type { AskedCall, Asking, Retry } from './asked.ts';
import type { Held } from './desk.ts';
import type { Question } from './judge.ts';
import type { LimitHit } from './obligations.ts';
import type { Reply } from './reply.ts';

/** What is still to be done about an allowed message before it is recorded, in this order. */
export type Step =
  /** An external decision point agrees to one of the things that it asks for. */
  | { readonly kind: 'consult'; readonly draft: number }
  /** A person does; `retry` where the call has come back with the answer. */
  | { readonly kind: 'approve'; readonly draft: number; readonly call: AskedCall; readonly retry: Retry | null }
  /** It takes its places in rate limits. */
  | { readonly kind: 'limit'; readonly hits: readonly LimitHit[] };

/** An allowed message with something left to be done. */
export interface WaitingMessage {
  readonly question: Question;
  /** What was asked for, for those who are shown it. */
  readonly params: JsonValue | undefined;
  /** The whole message. */
  readonly value: JsonObject;
  /** The denial that it becomes, its text still empty; null where it can have no answer. */
  readonly denial: Reply | null;
  held: Extract<Held, { kind: 'send' | 'deliver' }>;
  /** One for each thing that it asks for. */
  drafts: readonly [DecisionDraft, ...DecisionDraft[]];
  /** What has decided so far: where another one is in force now, it is asked again. */
  authorizer: Authorizer;
  /** The first is under way. */
  steps: readonly Step[];
  /** The approval that is asked for; null where none is, or before it has an id. */
  asking: Asking | null;
  /** The id of Leash's own request to the client; null where there is none, or it was answered. */
  elicitation: string | null;
  /** Notifications of progress that were sent. */
  progress: number;
}

/** The messages that wait for something to be done, by their tickets. */
export class Waiting {
  readonly #messages = new Map<number, WaitingMessage>();
  readonly #elicited = new Map<string, number>();
  #nextTicket = 1;

  get isEmpty(): boolean {
    return this.#messages.size === 0;
  }

  add(message: WaitingMessage): number {
    const ticket = this.#nextTicket;
    this.#nextTicket += 1;
    this.#messages.set(ticket, message);
    return ticket;
  }

  get(ticket: number): WaitingMessage | undefined {
    return this.#messages.get(ticket);
  }

  /** Whether a step of this kind is under way for this ticket: an answer to any other comes too late. */
  at<K extends Step['kind']>(
    ticket: number,
    kind: K,
  ): { readonly message: WaitingMessage; readonly step: Extract<Step, { kind: K }> } | null {
    const message = this.#messages.get(ticket);
    const step = message?.steps[0];
    return message !== undefined && isOf(step, kind) ? { message, step } : null;
  }

  /** Those that wait for a person. */
  asked(): readonly (readonly [ticket: number, message: WaitingMessage])[] {
    return [...this.#messages].filter(([, { steps }]) => steps[0]?.kind === 'approve');
  }

  /** Takes it out: what comes for its ticket from then on is ignored. */
  remove(ticket: number): void {
    this.#messages.delete(ticket);
  }

  /** Leash's own request to the client is about this ticket. */
  elicit(id: string, ticket: number): void {
    this.#elicited.set(id, ticket);
  }

  /** Whether this id is that of an open request of Leash's own. */
  isElicitation(id: unknown): boolean {
    return typeof id === 'string' && this.#elicited.has(id);
  }

  /** Closes a request of Leash's own: it is answered once. */
  elicited(id: string): number | undefined {
    const ticket = this.#elicited.get(id);
    this.#elicited.delete(id);
    return ticket;
  }
}

function isOf<K extends Step['kind']>(step: Step | undefined, kind: K): step is Extract<Step, { kind: K }> {
  return step?.kind === kind;
}
