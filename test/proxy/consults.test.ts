import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../src/proxy/effects.ts';
import { cancelled } from './askSupport.ts';
import {
  ALLOW,
  ALLOW_ALL,
  AT,
  authorizerThat,
  call,
  EXITED,
  line,
  play,
  result,
  sessionWith,
  text,
} from './support.ts';

const consulting = (config = {}) => sessionWith({ consults: true, ...config });
const consulted = (allowed: boolean): SessionEvent => ({
  type: 'consulted',
  ticket: 1,
  allowed,
  reason: 'it is a holiday',
  by: 'pdp.example',
  at: AT,
});

describe('an external decision point', () => {
  it('is asked about the call as it is, before it is recorded', () => {
    const [effect, ...more] = consulting().handle(line('client', call(1)));
    expect(effect).toEqual({
      do: 'consult',
      ticket: 1,
      call: {
        session: 's-1',
        agent: 'tester',
        server: 'srv',
        method: 'tools/call',
        action: 'echo',
        resource: null,
        args: { text: 'hi' },
      },
    });
    expect(more).toEqual([]);
  });

  it('lets go on what it allows, and the entry names it', () => {
    const session = consulting();
    session.handle(line('client', call(1)));
    const [record] = session.handle(consulted(true));
    expect(record).toMatchObject({ draft: { effect: 'allow', obligations: ['consult pdp.example'] } });
    const other = consulting();
    expect(play(other, line('client', call(1)), consulted(true)).at(-1)).toBe(`forward to server: ${text(call(1))}`);
  });

  it('denies with its reason, and the entry names it', () => {
    const session = consulting();
    session.handle(line('client', call(1)));
    const [record] = session.handle(consulted(false));
    expect(record).toMatchObject({
      draft: {
        effect: 'deny',
        reason: 'the decision point pdp.example does not allow it: it is a holiday',
        obligations: ['consult pdp.example'],
      },
    });
  });

  it.each<[string, SessionEvent]>([
    ['was cancelled', cancelled(1)],
    ["server's gone", EXITED],
  ])('is asked in vain where the call %s meanwhile: it is denied and recorded, and answered no more', (_, event) => {
    const session = consulting();
    play(session, line('client', call(1)), event);
    expect(play(session, consulted(true))).toEqual(['record deny echo']);
  });

  it.each([
    ['what the policies deny', consulting({ authorizer: authorizerThat(() => true) }), line('client', call(1))],
    ['what the server asks', consulting(), line('server', { jsonrpc: '2.0', id: 1, method: 'roots/list' })],
    ['a list', consulting(), line('client', { jsonrpc: '2.0', id: 1, method: 'tools/list' })],
  ])('is not asked about %s', (_, session, event) => {
    expect(play(session, event).filter((one) => one.startsWith('consult'))).toEqual([]);
  });

  it('is not asked again about a task of a call that was allowed', () => {
    const session = consulting({ authorizer: { ...ALLOW_ALL, authorize: () => ALLOW } });
    play(session, line('client', call(1)), consulted(true), line('server', result(1, { task: { taskId: 't' } })));
    const get = line('client', { jsonrpc: '2.0', id: 2, method: 'tasks/get', params: { taskId: 't' } });
    expect(play(session, get)[0]).toBe('record allow t');
  });
});
