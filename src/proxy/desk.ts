import type { DecisionDraft, Instant, SessionFacts } from '../audit/entry.ts';
import type { Authorizer } from '../authz/decision.ts';
import type { Subject } from '../authz/mapping.ts';
import type { AgentFacts } from '../authz/request.ts';
import type { Via } from '../jsonrpc/exchange.ts';
import type { ToolHeaders } from '../http/toolHeaders.ts';
import type { ResultReader } from '../inspect/reader.ts';
import type { ClassifiedMessage, Side } from '../jsonrpc/message.ts';
import type { SessionEvent } from './effects.ts';
import { Handles } from './handles.ts';
import { Holds } from './holds.ts';
import { Judge } from './judge.ts';
import { Outbox } from './outbox.ts';
import { PinDesk, type PinConfig } from './pinDesk.ts';
import { PendingRequests, type PendingRequest } from './pending.ts';
import type { Reply } from './reply.ts';
import { SessionBook } from './sessionFacts.ts';
import { Tasks } from './tasks.ts';
import { Waiting } from './waiting.ts';

export interface SessionConfig {
  readonly facts: SessionFacts;
  readonly authorizer: Authorizer;
  /** `filter` hides from lists what no rule could allow; `all` shows everything. */
  readonly list: 'filter' | 'all';
  /** Deepest nesting of a message that is accepted. */
  readonly maxDepth: number;
  /** Most requests of one side that may await their answers at a time. */
  readonly maxPending: number;
  /** The tasks that this session's principal may use, where several sessions are one principal's; its own where absent. */
  readonly tasks?: Tasks;
  /** Learns from tool lists what the tools want in HTTP headers. */
  readonly toolHeaders?: ToolHeaders;
  /** Whether Leash is the HTTP client of the server: then it leaves out what such a client must. */
  readonly isHttpClient?: boolean;
  /** What the server is held to: what it says of itself is compared with what was accepted. Where absent, nothing is. */
  readonly pins?: PinConfig;
  /** Looks through results; null until it is loaded. Where absent, what should be looked through is withheld. */
  readonly results?: () => ResultReader | null;
  /** How persons are asked; where absent, nobody can be. */
  readonly approvals?: {
    /** Whether the client is asked to ask, where it can. */
    readonly elicitation: boolean;
    /** Whose questions may be answered by a call that comes back: this session's, or a principal's. */
    readonly owner: string;
  };
  /** Whether an external decision point is asked besides the policies. */
  readonly consults?: boolean;
  /** What is known of the agent, for policies; nothing where absent. */
  readonly agentFacts?: () => AgentFacts;
}

export type MessageOf<K extends ClassifiedMessage['kind']> = Extract<ClassifiedMessage, { kind: K }>;
export type EventOf<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>;

/** What a message came with. */
export interface Arrival {
  readonly line: Buffer;
  /** The client's exchange that it belongs to: what brought it, or what it goes out on. */
  readonly via: Via;
  readonly at: Instant;
}

/** A message that waits for the log. */
export type Held =
  /** Goes to the other side; `pending` is null for a notification. */
  | {
      readonly kind: 'send';
      readonly from: Side;
      readonly line: Buffer | string;
      readonly pending: PendingRequest | null;
      readonly subject: Subject;
      readonly via: Via;
      /** The places in rate limits that it took; null for none. */
      readonly limit: number | null;
    }
  /** The server's answer that asks something of the client. */
  | { readonly kind: 'deliver'; readonly line: Buffer | string; readonly answered: PendingRequest }
  /** Refused: these answers go out. */
  | {
      readonly kind: 'refuse';
      readonly to: Side;
      readonly replies: readonly Reply[];
      readonly via: Via;
      /** Whether the exchange fails with it where there is no reply: what came was no message. */
      readonly malformed: boolean;
    };

/** All that a session knows: what its parts work on. */
export interface Desk {
  readonly config: SessionConfig;
  readonly judge: Judge;
  /** What has happened so far. */
  readonly facts: SessionBook;
  readonly pending: Readonly<Record<Side, PendingRequests>>;
  readonly tasks: Tasks;
  readonly handles: Handles;
  readonly holds: Holds<Held>;
  /** What has something left to be done about it before it can be recorded. */
  readonly waiting: Waiting;
  /** What the client is known to be able to do, and whether it is gone. */
  readonly client: { canElicit: boolean; isGone: boolean };
  /** What holds the server to what was accepted of it; null where nothing does. */
  readonly pins: PinDesk | null;
  readonly out: Outbox;
  /** How the server ended, once it has. */
  serverGone: string | null;
}

export function openDesk(config: SessionConfig): Desk {
  const facts = new SessionBook();
  return {
    config,
    judge: new Judge(config, facts),
    facts,
    pending: { client: new PendingRequests(), server: new PendingRequests() },
    tasks: config.tasks ?? new Tasks(),
    handles: new Handles(),
    holds: new Holds<Held>(),
    waiting: new Waiting(),
    client: { canElicit: false, isGone: false },
    pins: config.pins === undefined ? null : new PinDesk(config.pins),
    out: new Outbox(config.facts),
    serverGone: null,
  };
}

/** Holds a message until its decisions are in the log. */
export function hold(desk: Desk, held: Held, drafts: readonly DecisionDraft[]): void {
  const tickets = desk.holds.hold(held, drafts.length);
  drafts.forEach((draft, i) => {
    const ticket = tickets[i];
    if (ticket !== undefined) desk.out.record(ticket, draft);
  });
}

export function other(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}

/** What a message asks for where its method says it all. */
export function methodSubject(method: string): Subject {
  return { method, action: null, resource: null, args: null };
}

/** INVARIANT: the bytes forwarded are the bytes decided: the text itself only where the value re-serialises to it. */
export function decidedBytes(
  message: MessageOf<'request'> | MessageOf<'notification'> | MessageOf<'response'>,
  line: Buffer,
): Buffer | string {
  return message.fidelity.kind === 'exact' ? line : JSON.stringify(message.value);
}
