import type { DecisionDraft, EntryDraft, EventDraft, OutcomeDraft, Receipt } from '../../audit/entry.ts';
import type { AuditLog } from '../../audit/log.ts';
import { LeashError } from '../../errors.ts';
import type { JsonObject } from '../../jsonrpc/message.ts';

/** What happens, as it happens: what the log records, without arguments. Texts are as they came: escape them to show them. */
export type LiveEvent = LiveDecision | LiveOutcome | LiveNote;

interface Live {
  /** Counts up by one in a process; what a client names to go on from. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly session: string;
  readonly agent: string;
  readonly server: string;
}

export interface LiveDecision extends Live {
  readonly kind: 'decision';
  /** Where the entry stands, as `00:17`; null where the log could not take it, and nothing was forwarded. */
  readonly place: string | null;
  readonly recordId: string | null;
  readonly from: DecisionDraft['from'];
  readonly method: string;
  readonly action: string | null;
  readonly resource: string | null;
  readonly effect: DecisionDraft['effect'];
  readonly mode: DecisionDraft['mode'];
  readonly rules: DecisionDraft['rules'];
  readonly reason: string;
  readonly owasp: readonly string[];
  readonly policySet: string | null;
  /** From the decision to its durable record, in ns. */
  readonly recordNs: number;
}

export interface LiveOutcome extends Live {
  readonly kind: 'outcome';
  /** Where its decision stands. */
  readonly parent: string;
  readonly method: string;
  readonly action: string | null;
  readonly status: OutcomeDraft['status'];
  readonly durationNs: number;
  readonly bytes: number | null;
}

export interface LiveNote extends Live {
  readonly kind: 'event';
  readonly event: EventDraft['event'];
  readonly detail: JsonObject;
}

/** How often each thing has happened since the process began. */
export interface LiveCounts {
  readonly allowed: number;
  readonly denied: number;
  readonly observed: number;
  readonly unrecorded: number;
  readonly outcomes: number;
  readonly errors: number;
  readonly events: number;
}

/** What has happened in this process, for whoever looks on. */
export interface LiveFeed {
  readonly counts: LiveCounts;
  /** The newest events, oldest first; `after` leaves out those up to a `seq`. */
  recent(after?: number): readonly LiveEvent[];
  /** Calls back with each event; returns what ends that. A listener must not throw and must not take long. */
  listen(listener: (event: LiveEvent) => void): () => void;
}

/** Most events that are kept for those who come late. */
const KEPT = 1000;

/** A log that tells what it records, once it is recorded. */
export function feedOf(log: AuditLog, monoNs: () => number): { readonly log: AuditLog; readonly feed: LiveFeed } {
  const feed = new Feed();
  return {
    feed,
    log: {
      append(draft, done) {
        log.append(draft, (result) => {
          feed.tell(draft, result, monoNs());
          done(result);
        });
      },
      note(draft) {
        log.note(draft);
        feed.tell(draft, null, 0);
      },
      get backlog() {
        return log.backlog;
      },
      close: () => log.close(),
    },
  };
}

class Feed implements LiveFeed {
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  /** A ring: the place of an event is its `seq` modulo its length. */
  readonly #ring: LiveEvent[] = [];
  readonly #counts = { allowed: 0, denied: 0, observed: 0, unrecorded: 0, outcomes: 0, errors: 0, events: 0 };
  #seq = 0;

  get counts(): LiveCounts {
    return { ...this.#counts };
  }

  recent(after = 0): readonly LiveEvent[] {
    const start = this.#seq % KEPT;
    const ordered = this.#ring.length < KEPT ? this.#ring : [...this.#ring.slice(start), ...this.#ring.slice(0, start)];
    return ordered.filter(({ seq }) => seq > after);
  }

  listen(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(draft: EntryDraft, result: Receipt | LeashError | null, nowNs: number): void {
    this.#seq += 1;
    const event = this.#eventOf(draft, result, nowNs);
    this.#ring[(this.#seq - 1) % KEPT] = event;
    for (const listener of this.#listeners) listener(event);
  }

  #eventOf(draft: EntryDraft, result: Receipt | LeashError | null, nowNs: number): LiveEvent {
    const { session, agent, server } = draft;
    // Written out: spreading costs more than all the rest of an event.
    switch (draft.phase) {
      case 'decision':
        return this.#decision(draft, result, nowNs);
      case 'outcome': {
        const { parent, method, action, status, durationNs, body } = draft;
        this.#counts.outcomes += 1;
        if (status !== 'success') this.#counts.errors += 1;
        const bytes = body === null ? null : body.length;
        return {
          seq: this.#seq,
          at: draft.at.ms,
          session,
          agent,
          server,
          kind: 'outcome',
          parent: placeOf(parent),
          method,
          action,
          status,
          durationNs,
          bytes,
        };
      }
      case 'event':
        this.#counts.events += 1;
        return {
          seq: this.#seq,
          at: draft.at.ms,
          session,
          agent,
          server,
          kind: 'event',
          event: draft.event,
          detail: draft.detail,
        };
    }
  }

  #decision(draft: DecisionDraft, result: Receipt | LeashError | null, nowNs: number): LiveDecision {
    const receipt = result === null || result instanceof LeashError ? null : result;
    const { effect } = draft;
    if (receipt === null) this.#counts.unrecorded += 1;
    else this.#counts[effect === 'deny' ? 'denied' : effect === 'allow' ? 'allowed' : 'observed'] += 1;
    return {
      seq: this.#seq,
      at: draft.at.ms,
      session: draft.session,
      agent: draft.agent,
      server: draft.server,
      kind: 'decision',
      place: receipt === null ? null : placeOf(receipt),
      recordId: receipt?.recordId ?? null,
      from: draft.from,
      method: draft.method,
      action: draft.action,
      resource: draft.resource,
      effect,
      mode: draft.mode,
      rules: draft.rules,
      reason: draft.reason,
      owasp: draft.owasp,
      policySet: draft.policySet,
      recordNs: Math.max(0, nowNs - draft.at.monoNs),
    };
  }
}

function placeOf({ shard, index }: Pick<Receipt, 'shard' | 'index'>): string {
  return `${shard}:${index}`;
}
