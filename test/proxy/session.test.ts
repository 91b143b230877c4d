import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LeashError } from '../../src/errors.ts';
import type { SessionEvent } from '../../src/proxy/effects.ts';
import { AT, authorizerThat, call, EXITED, line, play, receiptAt, sessionWith, summary, text } from './support.ts';

describe('a server that dies', () => {
  it('leaves no request without an answer, and the answer says how it ended', () => {
    const session = sessionWith();
    play(session, line('client', call(1)), line('client', { jsonrpc: '2.0', id: 2, method: 'tools/list' }));
    const seen = play(session, EXITED);
    expect(seen.filter((effect) => effect.startsWith('answer to client'))).toHaveLength(2);
    expect(seen[0]).toContain('exited with code 3');
    expect(seen[0]).toContain('boom');
    expect(seen).toContain('note unanswered');
    expect(seen.at(-1)).toBe('note server_exited');
  });

  it('never sees a call that was still held, and the log says so', () => {
    const session = sessionWith();
    const [record] = session.handle(line('client', call(1)));
    expect(session.handle(EXITED).map(summary)[0]).toMatch(/^answer to client: .*"id":1/);
    if (record?.do !== 'record') throw new Error('no record');
    const effects = session.handle({ type: 'recorded', ticket: record.ticket, receipt: receiptAt(0), at: AT });
    expect(effects.map(summary)).toEqual(['note not-forwarded']);
  });

  it('answers what comes after it at once', () => {
    const session = sessionWith();
    play(session, EXITED);
    expect(play(session, line('client', call(5)))[0]).toMatch(/^answer to client: .*"id":5.*53003/);
  });
});

describe('the end of the client', () => {
  it('closes the server at once when nothing waits', () => {
    expect(play(sessionWith(), { type: 'client-closed', at: AT })).toEqual(['close-server']);
  });

  it('lets a call that waits for the log through first', () => {
    const session = sessionWith();
    const [record] = session.handle(line('client', call(1)));
    expect(session.handle({ type: 'client-closed', at: AT })).toEqual([]);
    if (record?.do !== 'record') throw new Error('no record');
    const effects = session.handle({ type: 'recorded', ticket: record.ticket, receipt: receiptAt(0), at: AT });
    expect(effects.map(summary)).toEqual([`forward to server: ${text(call(1))}`, 'close-server']);
  });
});

describe('a new policy', () => {
  it('decides from the next message on, and the change is recorded', () => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    const authorizer = { ...authorizerThat(() => true), policySet: 'sha256:new' };
    const [note] = session.handle({ type: 'policy-changed', authorizer, at: AT });
    expect(note).toMatchObject({
      do: 'note',
      draft: { event: 'policy_changed', detail: { from: 'sha256:test', to: 'sha256:new' } },
    });
    expect(play(session, line('client', call(2)))[0]).toBe('record deny echo');
  });
});

describe('any script of messages', () => {
  const method = fc.constantFrom(
    'tools/call',
    'tools/list',
    'ping',
    'initialize',
    'resources/read',
    'x/y',
    'notifications/cancelled',
    'sampling/createMessage',
    'tasks/get',
  );
  const id = fc.constantFrom<unknown>(0, 1, 2, '1', null, 1.5, undefined);
  const message = fc.oneof(
    fc.record({
      jsonrpc: fc.constant('2.0'),
      id,
      method,
      params: fc.constantFrom({}, { name: 'echo' }, { name: 'rm' }, { uri: 'a:b' }, { requestId: 1 }, { taskId: 't' }),
    }),
    fc.record({
      jsonrpc: fc.constant('2.0'),
      id,
      result: fc.constantFrom(
        {},
        { tools: [{ name: 'rm' }] },
        { inputRequests: { a: { method: 'roots/list' } } },
        { task: { taskId: 't' } },
      ),
    }),
    fc.constant('{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}'),
    fc.constant('garbage'),
  );
  const event = fc.oneof(
    {
      weight: 10,
      arbitrary: fc
        .tuple(fc.constantFrom('client' as const, 'server' as const), message)
        .map(([from, one]) => line(from, one)),
    },
    { weight: 4, arbitrary: fc.constantFrom('recorded' as const, 'record-failed' as const) },
    { weight: 1, arbitrary: fc.constant(EXITED) },
  );

  it('forwards nothing that needs a decision without an earlier record, and answers no request twice', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const session = sessionWith({ authorizer: authorizerThat(({ action }) => action === 'rm') });
        const waiting: { ticket: number; effect: string }[] = [];
        const open = { client: new Map<unknown, number>(), server: new Map<unknown, number>() };
        for (const one of events) {
          let actual: SessionEvent;
          let settled: { ticket: number; effect: string } | undefined;
          if (typeof one === 'string') {
            settled = waiting.shift();
            if (settled === undefined) continue;
            const { ticket } = settled;
            actual =
              one === 'recorded'
                ? { type: 'recorded', ticket, receipt: receiptAt(ticket), at: AT }
                : { type: 'record-failed', ticket, error: new LeashError('ERR_LOG_UNAVAILABLE', 'full'), at: AT };
          } else {
            actual = one;
            if (one.type === 'line') count(open[one.from], one.line);
          }
          for (const effect of session.handle(actual)) {
            if (effect.do === 'record') waiting.push({ ticket: effect.ticket, effect: effect.draft.effect });
            if (effect.do === 'forward') {
              expect(actual.type).toBe('recorded');
              expect(settled?.effect).toBe('allow');
            }
            if (effect.do === 'relay' || effect.do === 'answer' || effect.do === 'forward') {
              answered(open[effect.to], effect.line.toString());
            }
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Counts the requests of a side that may still be answered. */
function count(open: Map<unknown, number>, bytes: Buffer): void {
  const message = parse(bytes.toString());
  if (message?.method !== undefined && message.id !== undefined) open.set(message.id, (open.get(message.id) ?? 0) + 1);
}

function answered(open: Map<unknown, number>, sent: string): void {
  const message = parse(sent);
  if (message === null || message.method !== undefined || message.id === undefined) return;
  const left = (open.get(message.id) ?? 0) - 1;
  expect(left).toBeGreaterThanOrEqual(0);
  open.set(message.id, left);
}

function parse(source: string): { id?: unknown; method?: unknown } | null {
  try {
    return JSON.parse(source) as { id?: unknown; method?: unknown };
  } catch {
    return null;
  }
}
