import { describe, expect, it } from 'vitest';
import { LeashError } from '../../src/errors.ts';
import { AT, authorizerThat, call, EXITED, line, play, result, sessionWith, summary, text } from './support.ts';

describe('a call whose decision waits for the log', () => {
  it('is denied when the log takes no record, and the session goes on', () => {
    const session = sessionWith();
    const [record] = session.handle(line('client', call(1)));
    if (record?.do !== 'record') throw new Error('no record');
    const error = new LeashError('ERR_LOG_UNAVAILABLE', 'disk full');
    const effects = session.handle({ type: 'record-failed', ticket: record.ticket, error, at: AT }).map(summary);
    expect(effects).toHaveLength(2);
    expect(effects[1]).toMatch(/^answer to client: .*isError.*|disk full/);
    expect(effects[1]).toContain('disk full');
    expect(play(session, line('client', call(1)))).toContain(`forward to server: ${text(call(1))}`);
  });
});

describe("a server's question to its client", () => {
  const asks = result(1, { resultType: 'input_required', inputRequests: { a: { method: 'roots/list' } } });
  const error = new LeashError('ERR_LOG_UNAVAILABLE', 'disk full');

  it.each([
    ['lives', []],
    ['is gone by then', [EXITED]],
  ])('is withheld, and the call answered, when it cannot be recorded and the server %s', (_, events) => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    const [record] = session.handle(line('server', asks));
    for (const event of events) session.handle(event);
    if (record?.do !== 'record') throw new Error('no record');
    const effects = session.handle({ type: 'record-failed', ticket: record.ticket, error, at: AT }).map(summary);
    expect(effects.filter((effect) => effect.startsWith('answer to client'))).toHaveLength(1);
    expect(effects.filter((effect) => effect.startsWith('forward'))).toEqual([]);
  });
});

describe('a denial', () => {
  it('stands when it cannot be recorded', () => {
    const session = sessionWith({ authorizer: authorizerThat(() => true) });
    const [record] = session.handle(line('client', call(1)));
    if (record?.do !== 'record') throw new Error('no record');
    const error = new LeashError('ERR_LOG_UNAVAILABLE', 'disk full');
    const effects = session.handle({ type: 'record-failed', ticket: record.ticket, error, at: AT }).map(summary);
    expect(effects[0]).toBe('warn');
    expect(effects[1]).toMatch(/^answer to client: .*isError/);
    expect(effects[1]).not.toContain('Log entry');
  });
});
