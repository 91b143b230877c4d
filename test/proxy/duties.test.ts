import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../src/proxy/effects.ts';
import { answered, APPROVED, ASK, asking, GRANT, held, LIMIT, obliging, REFUSED } from './askSupport.ts';
import { ALLOW, ALLOW_ALL, AT, call, line, play, sessionWith } from './support.ts';

const CALLED = line('client', call(1));
const consulted = (allowed: boolean, ticket = 1): SessionEvent => ({
  type: 'consulted',
  ticket,
  allowed,
  reason: 'because',
  by: 'pdp.example',
  at: AT,
});
const limited: SessionEvent = { type: 'limited', ticket: 1, retryAtMs: null, at: AT };

describe('the duties of an allow', () => {
  it('are done one after the other: consult, approve, count, record, forward', () => {
    const session = asking({ authorizer: obliging([LIMIT, ASK]), consults: true });
    expect(play(session, CALLED)).toEqual(['consult about echo']);
    expect(play(session, consulted(true))).toEqual(['ask about echo']);
    expect(play(session, held(), answered(APPROVED))).toEqual(['limit 10 in 60000 ms']);
    const [record] = session.handle(limited);
    expect(record).toMatchObject({
      do: 'record',
      draft: { effect: 'allow', grant: GRANT, obligations: ['rate-limit', 'require-approval', 'consult pdp.example'] },
    });
  });

  it.each<[string, SessionEvent[]]>([
    ['whom the decision point denies, nobody asks', [consulted(false)]],
    ['what a person denies takes no place', [consulted(true), held(), answered(REFUSED)]],
  ])('end with the first that denies: %s', (_, events) => {
    const session = asking({ authorizer: obliging([LIMIT, ASK]), consults: true });
    const said = play(session, CALLED, ...events);
    expect(said.filter((one) => one.startsWith('limit') || one.startsWith('forward'))).toEqual([]);
    expect(said.at(-2)).toBe('record deny echo');
    expect(play(session, limited)).toEqual([]);
  });

  it('are taken in their order: an answer to a later one, come early, counts for nothing', () => {
    const session = asking({ authorizer: obliging([LIMIT, ASK]), consults: true });
    play(session, CALLED);
    expect(play(session, answered(APPROVED), limited)).toEqual([]);
    expect(play(session, consulted(true), consulted(true), limited)).toEqual(['ask about echo']);
  });

  it('are none of most calls', () => {
    expect(play(sessionWith(), CALLED)[0]).toBe('record allow echo');
  });

  it('ask about each thing that a message asks for, and one no denies it all', () => {
    const listen = line('client', {
      jsonrpc: '2.0',
      id: 1,
      method: 'subscriptions/listen',
      params: { resourceSubscriptions: ['file:///a', 'file:///b'] },
    });
    const session = asking();
    const [first] = session.handle(listen);
    expect(first).toMatchObject({ do: 'ask', call: { resource: 'file:///a' } });
    const [second] = session.handle(answered(APPROVED));
    expect(second).toMatchObject({ do: 'ask', call: { resource: 'file:///b' } });
    expect(play(session, answered(REFUSED))).toEqual(['record deny file:///b', expect.stringMatching(/^answer/)]);
    const all = play(asking(), listen, answered(APPROVED), answered(APPROVED));
    expect(all.slice(2, 4)).toEqual(['record allow file:///a', 'record allow file:///b']);
  });

  it('see what has happened meanwhile: a session that was tainted while a person was asked', () => {
    let isTainted = false;
    const asked = obliging();
    const authorizer = {
      ...asked,
      authorize: (request: Parameters<typeof asked.authorize>[0]) => {
        const decision = asked.authorize(request);
        return isTainted ? { ...decision, outcome: 'deny' as const, reason: 'tainted by now' } : decision;
      },
    };
    const session = asking({ authorizer });
    play(session, CALLED, held());
    isTainted = true;
    expect(play(session, answered(APPROVED))).toEqual(['record deny echo', expect.stringContaining('tainted by now')]);
  });

  it('count a call once, however often it is decided', () => {
    const seen: unknown[] = [];
    const asked = obliging();
    const authorizer = {
      ...asked,
      authorize: (request: Parameters<typeof asked.authorize>[0]) => {
        seen.push(request.facts?.session?.calls);
        return asked.authorize(request);
      },
    };
    const session = asking({ authorizer });
    play(
      session,
      CALLED,
      held(),
      answered(APPROVED),
      line('client', call(2)),
      answered(REFUSED, 2),
      line('client', call(3)),
    );
    expect(seen).toEqual([0, 0, 1, 1]);
  });
});

describe('what waits while the policies change', () => {
  it('is decided anew after an external decision point, and denied where a person is asked by then', () => {
    const session = asking({ authorizer: ALLOW_ALL, consults: true });
    play(session, CALLED, { type: 'policy-changed', authorizer: obliging(), at: AT });
    expect(play(session, consulted(true))[0]).toBe('record deny echo');
  });

  it('takes the limits of the new ones', () => {
    const session = asking({ authorizer: ALLOW_ALL, consults: true });
    play(session, CALLED, { type: 'policy-changed', authorizer: obliging([LIMIT]), at: AT });
    expect(play(session, consulted(true))).toEqual(['limit 10 in 60000 ms']);
  });

  it('goes on unchanged where they say the same', () => {
    const session = asking({ consults: true, authorizer: { ...ALLOW_ALL, authorize: () => ALLOW } });
    play(session, CALLED, { type: 'policy-changed', authorizer: ALLOW_ALL, at: AT });
    expect(play(session, consulted(true))[0]).toBe('record allow echo');
  });
});
