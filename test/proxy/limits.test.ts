import { describe, expect, it } from 'vitest';
import type { Obligation } from '../../src/authz/decision.ts';
import { LeashError } from '../../src/errors.ts';
import type { SessionEvent } from '../../src/proxy/effects.ts';
import { ALLOW, ALLOW_ALL, AT, call, EXITED, line, play, receiptAt, sessionWith, summary, text } from './support.ts';

const LIMIT: Obligation = {
  type: 'rate-limit',
  rule: { policy: 'mine', rule: 'ten' },
  per: 'agent',
  maxCalls: 10,
  windowMs: 60_000,
};
const limited = (obligations: readonly Obligation[] = [LIMIT], over: object = {}) =>
  sessionWith({ authorizer: { ...ALLOW_ALL, authorize: () => ({ ...ALLOW, ...over, obligations }) } });
const granted = (ticket = 1): SessionEvent => ({ type: 'limited', ticket, retryAtMs: null, at: AT });
const refused = (ticket = 1): SessionEvent => ({ type: 'limited', ticket, retryAtMs: AT.ms + 7500, at: AT });
const cancelled = line('client', { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });

describe('a rate limit', () => {
  it('is counted before the decision is recorded, and the call goes on when it has its place', () => {
    const session = limited();
    expect(play(session, line('client', call(1)))).toEqual(['limit 10 in 60000 ms']);
    expect(play(session, granted())).toEqual(['record allow echo', `forward to server: ${text(call(1))}`]);
    expect(play(session, granted())).toEqual([]);
  });

  it('denies what has no place, says when there is one again, and lets the id be used anew', () => {
    const session = limited();
    play(session, line('client', call(1)));
    expect(play(session, refused())).toEqual([
      'record deny echo',
      expect.stringMatching(/^answer to client: .*the next call is possible in 8 s, at 2023-.*rule `test\/allow`/),
    ]);
    expect(play(session, line('client', call(1)))).toEqual(['limit 10 in 60000 ms']);
  });

  it('denies what cannot be counted', () => {
    const session = limited();
    play(session, line('client', call(1)));
    const error = new LeashError('ERR_LIMIT_UNAVAILABLE', 'the disk is gone');
    const effects = play(session, { type: 'limit-failed', ticket: 1, error, at: AT });
    expect(effects).toEqual([
      'warn',
      'record deny echo',
      expect.stringMatching(/^answer to client: .*what is not counted is not forwarded: the disk is gone/),
    ]);
  });

  it('is not asked for an allow without limits', () => {
    expect(play(limited([]), line('client', call(1)))[0]).toMatch(/^record /);
  });

  it('of an enforcing rule is asked for whatever an observing policy thinks of the call', () => {
    expect(play(limited([LIMIT], { observed: true }), line('client', call(1)))[0]).toMatch(/^limit 10 /);
  });

  it('is not asked for what is denied', () => {
    const [first] = play(limited([LIMIT], { outcome: 'deny' }), line('client', call(1)));
    expect(first).toBe('record deny echo');
  });

  it('asks for all places of a call together', () => {
    const session = limited([LIMIT, { ...LIMIT, per: 'global', maxCalls: 99, windowMs: 1000 }]);
    expect(play(session, line('client', call(1)))).toEqual(['limit 10 in 60000 ms, 99 in 1000 ms']);
  });

  it.each<[Extract<Obligation, { type: 'rate-limit' }>['per'], string]>([
    ['agent', '"tester"'],
    ['session', '"s-1"'],
    ['server', '"srv"'],
    ['global', '""'],
  ])('counts per %s', (per, whose) => {
    const [effect] = limited([{ ...LIMIT, per }]).handle(line('client', call(1)));
    expect(effect).toMatchObject({ do: 'limit', hits: [{ key: `"mine"\n"ten"\n"${per}"\n${whose}` }] });
  });

  describe('gives the place back', () => {
    it('of a call that was cancelled while it was counted, and does not forward it', () => {
      const session = limited();
      play(session, line('client', call(1)));
      expect(play(session, cancelled)).toEqual([]);
      expect(play(session, granted())).toEqual(['give back 1', 'record allow echo', 'note cancelled']);
    });

    it('of a call that was cancelled while it was recorded', () => {
      const session = limited();
      play(session, line('client', call(1)));
      const [record] = session.handle(granted());
      session.handle(cancelled);
      if (record?.do !== 'record') throw new Error('no record');
      const late = session.handle({ type: 'recorded', ticket: record.ticket, receipt: receiptAt(0), at: AT });
      expect(late.map(summary)).toEqual(['give back 1', 'note cancelled']);
    });

    it('of a call that could not be recorded', () => {
      const session = limited();
      play(session, line('client', call(1)));
      const [record] = session.handle(granted());
      if (record?.do !== 'record') throw new Error('no record');
      const error = new LeashError('ERR_LOG_UNAVAILABLE', 'full');
      const late = session.handle({ type: 'record-failed', ticket: record.ticket, error, at: AT });
      expect(late.map(summary)).toEqual(['warn', 'give back 1', expect.stringMatching(/^answer to client/)]);
    });

    it('of a call whose server has ended meanwhile, which has its answer', () => {
      const session = limited();
      play(session, line('client', call(1)));
      expect(play(session, EXITED).filter((effect) => effect.startsWith('answer'))).toHaveLength(1);
      expect(play(session, granted())).toEqual(['give back 1', 'record allow echo', 'note not-forwarded']);
    });
  });

  it('answers once where the server ended, or the client cancelled, before it was refused', () => {
    const ended = limited();
    play(ended, line('client', call(1)), EXITED);
    expect(play(ended, refused())).toEqual(['record deny echo']);
    const given = limited();
    play(given, line('client', call(1)), cancelled);
    expect(play(given, refused())).toEqual(['record deny echo']);
  });

  it('keeps the server open until the last call of a client that has left is counted and recorded', () => {
    const session = limited();
    play(session, line('client', call(1)));
    expect(play(session, { type: 'client-closed', at: AT })).toEqual([]);
    expect(play(session, granted())).toEqual(['record allow echo', expect.stringMatching(/^forward/), 'close-server']);
  });

  it('denies a notification that comes too often without an answer', () => {
    const session = limited();
    play(session, line('client', { jsonrpc: '2.0', method: 'custom/event' }));
    expect(play(session, refused())).toEqual(['record deny custom/event']);
  });
});
