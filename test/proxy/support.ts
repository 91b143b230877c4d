import type { Instant, Receipt } from '../../src/audit/entry.ts';
import type { Authorizer, Decision } from '../../src/authz/decision.ts';
import type { AuthorizationRequest } from '../../src/authz/request.ts';
import type { Effect, SessionEvent } from '../../src/proxy/effects.ts';
import type { SessionConfig } from '../../src/proxy/desk.ts';
import { createSession, type ObservedSession, type Session } from '../../src/proxy/session.ts';
import type { Side } from '../../src/jsonrpc/message.ts';

/** A receipt as the store would give it; tests of the pure proxy have no store. */
export function receiptAt(index: number): Receipt {
  return { shard: '00', index, recordId: `record-${index}` } as Receipt;
}

export const AT: Instant = { ms: 1_700_000_000_000, monoNs: 1_000_000 };

export const ALLOW: Decision = {
  outcome: 'allow',
  observed: false,
  mode: 'enforce',
  determining: [{ policy: 'test', rule: 'allow' }],
  reason: 'it is a test',
  nearMiss: null,
  obligations: [],
  errors: [],
  owasp: [],
};

export const DENY: Decision = {
  ...ALLOW,
  outcome: 'deny',
  determining: [{ policy: 'test', rule: 'deny' }],
  reason: 'not in a test',
};

/** An authorizer that answers by the name that is asked for: everything is allowed but what `denies` says. */
export function authorizerThat(denies: (request: AuthorizationRequest) => boolean): Authorizer {
  return {
    policySet: 'sha256:test',
    hasUserPolicy: true,
    hint: '/home/policies',
    authorize: (request) => (denies(request) ? DENY : ALLOW),
    couldAllow: (request) => !denies(request),
  };
}

export const ALLOW_ALL = authorizerThat(() => false);

export function sessionWith(config: Partial<SessionConfig> = {}): ObservedSession {
  return createSession({
    facts: { session: 's-1', agent: 'tester', server: 'srv' },
    authorizer: ALLOW_ALL,
    list: 'filter',
    maxDepth: 64,
    maxPending: 100,
    ...config,
  });
}

/** The event of a line; a value is sent as JSON, text as it is. */
export function line(from: Side, message: unknown): SessionEvent {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return { type: 'line', from, line: Buffer.from(text), at: AT };
}

/** An effect as a test reads it: what goes where. */
export function summary(effect: Effect): string {
  switch (effect.do) {
    case 'record':
      return `record ${effect.draft.effect} ${effect.draft.action ?? effect.draft.resource ?? effect.draft.method}`;
    case 'limit':
      return `limit ${effect.hits.map(({ max, windowMs }) => `${max} in ${windowMs} ms`).join(', ')}`;
    case 'give-back':
      return `give back ${effect.ticket}`;
    case 'consult':
      return `consult about ${effect.call.action ?? effect.call.method}`;
    case 'ask':
      return `ask about ${effect.call.action ?? effect.call.method}${effect.parked === null ? '' : ', parked'}`;
    case 'come-back':
      return `come back with ${effect.retry.choice.verdict}`;
    case 'unask':
      return `unask ${effect.ticket}`;
    case 'confirm':
      return `confirm ${effect.choice.verdict} for ${effect.choice.reach} of ${effect.asking.id}`;
    case 'inspect':
      return `inspect ${effect.inspection.unknown.map(({ name }) => name).join(', ')}`;
    case 'note':
      return effect.draft.phase === 'event' ? `note ${effect.draft.event}` : `note ${effect.draft.status}`;
    case 'forward':
    case 'relay':
    case 'answer': {
      const on = effect.via === undefined ? '' : ` on ${effect.via}`;
      return `${effect.do} to ${effect.to}${on}: ${effect.line.toString()}`;
    }
    case 'open':
      return `open ${effect.via} with ${effect.head.status}${effect.head.streams ? ' as a stream' : ''}`;
    case 'interrupt':
      return `interrupt ${effect.via}`;
    case 'done':
      return `done ${effect.via}${effect.refused ? ', refused' : ''}`;
    case 'cancel':
      return `cancel ${effect.id}: ${effect.line.toString()}`;
    case 'divert':
      return `divert ${effect.line.toString()}`;
    case 'warn':
      return 'warn';
    case 'close-server':
      return 'close-server';
  }
}

/** Feeds the events; each record is confirmed before the next event, and before anything else. Returns what happened, in order. */
export function play(session: Session, ...events: SessionEvent[]): string[] {
  const seen: string[] = [];
  const queue = [...events];
  for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
    for (const effect of session.handle(event)) {
      seen.push(summary(effect));
      if (effect.do === 'record') {
        queue.unshift({ type: 'recorded', ticket: effect.ticket, receipt: receiptAt(effect.ticket), at: AT });
      }
    }
  }
  return seen;
}

/** A call of a tool. */
export const call = (id: unknown, name = 'echo', args: object = { text: 'hi' }) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});

/** An answer. */
export const result = (id: unknown, body: object = { content: [] }) => ({ jsonrpc: '2.0', id, result: body });

export const text = (value: unknown) => JSON.stringify(value);

/** A server that has died. */
export const EXITED: SessionEvent = { type: 'server-exited', code: 3, signal: null, stderr: 'boom', at: AT };
