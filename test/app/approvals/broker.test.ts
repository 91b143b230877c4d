import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Parked, Retry } from '../../../src/proxy/asked.ts';
import { CALL, NO, onlyHeld, openBroker, withoutTimeout, YES } from './support.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('a call that needs a person', () => {
  it('is shown with all that an answer is bound to, and goes on once the answer is in the log', async () => {
    const { broker, commit, events } = openBroker();
    const asked = broker.ask(CALL);
    const held = onlyHeld(broker);
    expect(held).toMatchObject({ ...withoutTimeout(CALL), reaches: ['once'] });
    expect(held.argsHash).toMatch(/^sha256:[0-9a-f]{64}$/);
    let answered = false;
    const said = broker.answer(held.id, { ...YES, argsHash: held.argsHash }).then((result) => {
      answered = true;
      return result;
    });
    await Promise.resolve();
    expect(answered).toBe(false);
    commit();
    expect(await said).toEqual({ kind: 'answered', verdict: 'approve', grant: null });
    expect(await asked).toEqual({ kind: 'approved', grant: { id: held.id, by: 'cli', reach: 'once' } });
    expect(broker.held()).toEqual([]);
    expect(events()).toEqual(['approval_requested', 'approval_answered']);
  });

  it('is denied with the words of a person who says no, escaped', async () => {
    const { broker, answer } = openBroker();
    const asked = broker.ask(CALL);
    await answer({ ...NO, reason: 'not\u001b[31m this one' });
    expect(await asked).toEqual({
      kind: 'refused',
      reason: String.raw`a person said no (dashboard): not\x1b[31m this one`,
      retry: false,
    });
  });

  it('holds no argument, nor a hash that could be guessed, in the log', async () => {
    const { broker, answer, drafts } = openBroker();
    void broker.ask({ ...CALL, args: { pin: '1234' } });
    const { argsHash } = onlyHeld(broker);
    await answer();
    const text = JSON.stringify(drafts);
    expect(text).not.toContain('1234');
    expect(text).not.toContain(argsHash.slice(7, 20));
    const tags = drafts.flatMap((draft) => (draft.phase === 'event' ? [draft.detail['args_tag']] : []));
    expect(tags).toHaveLength(2);
    expect(new Set(tags).size).toBe(1);
  });

  it.each([
    ['by the rule', 5000, 60, 5000],
    ['by the settings', null, 7, 7000],
  ])('is denied after the time that is given %s', async (_, timeoutMs, timeout, afterMs) => {
    vi.useFakeTimers();
    const { broker, events } = openBroker({ timeout });
    const asked = broker.ask({ ...CALL, timeoutMs });
    vi.advanceTimersByTime(afterMs - 1);
    expect(broker.held()).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(broker.held()).toEqual([]);
    expect(await asked).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining(`${afterMs / 1000} s`) as string,
    });
    expect(events()).toEqual(['approval_requested', 'approval_expired']);
  });

  it.each([
    ['a text that cannot be shown as it is', { args: { a: '\ud800' } }],
    ['more than a person could look through', { args: { a: 'x'.repeat(300_000) } }],
  ])('is denied at once with %s', async (_, over) => {
    const { broker } = openBroker();
    expect(await broker.ask({ ...CALL, ...over })).toMatchObject({ kind: 'refused', retry: false });
    expect(broker.held()).toEqual([]);
  });

  it('is given up by whoever called', async () => {
    const { broker, events } = openBroker();
    const controller = new AbortController();
    const asked = broker.ask(CALL, { signal: controller.signal });
    controller.abort();
    expect(await asked).toMatchObject({ kind: 'refused' });
    expect(broker.held()).toEqual([]);
    expect(events()).toEqual(['approval_requested', 'approval_withdrawn']);
    expect(await broker.ask(CALL, { signal: controller.signal })).toMatchObject({ kind: 'refused' });
  });

  it('is denied when the process ends, and so is whatever comes then', async () => {
    const { broker } = openBroker();
    const asked = broker.ask(CALL);
    broker.close();
    expect(await asked).toMatchObject({ kind: 'refused' });
    expect(await broker.ask(CALL)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('ending') as string,
    });
  });

  it('one of too many is denied at once; the others wait, and each can be answered', async () => {
    const { broker, answer } = openBroker();
    const outcomes = Array.from({ length: 1000 }, (_, i) => broker.ask({ ...CALL, args: { i } }));
    expect(broker.held()).toHaveLength(256);
    expect(await outcomes[999]).toMatchObject({ kind: 'refused', retry: true });
    const other = broker.ask({ ...CALL, session: 's-2' });
    expect(broker.held()).toHaveLength(257);
    await answer();
    expect(await outcomes[0]).toMatchObject({ kind: 'approved' });
    broker.close();
    expect(await other).toMatchObject({ kind: 'refused' });
    expect((await Promise.all(outcomes)).filter(({ kind }) => kind === 'approved')).toHaveLength(1);
  });

  it('tells whoever listens, until they stop', () => {
    const { broker } = openBroker();
    const heard = vi.fn();
    const stop = broker.onChange(heard);
    void broker.ask(CALL);
    expect(heard).toHaveBeenCalledTimes(1);
    stop();
    broker.close();
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

describe('an answer', () => {
  it.each([
    ['about other arguments', { argsHash: `sha256:${'0'.repeat(64)}` }, 'other-arguments'],
    ['that denies other arguments', { ...NO, argsHash: '' }, 'other-arguments'],
    ['that reaches further than the policy lets it', { reach: 'session' as const }, 'reach'],
  ])('%s changes nothing, and is recorded', async (_, over, why) => {
    const { broker, answer, events } = openBroker();
    void broker.ask(CALL);
    expect(await answer(over)).toMatchObject({ kind: 'refused', why });
    expect(broker.held()).toHaveLength(1);
    expect(events()).toEqual(['approval_requested', `approval_refused: ${why}`]);
  });

  it('to no call is refused and recorded, however often', async () => {
    const { broker, events } = openBroker();
    for (let i = 0; i < 2500; i += 1) {
      const said = await broker.answer(`guess-${i}`, { ...YES, argsHash: '' });
      expect(said).toMatchObject({ kind: 'refused', why: 'unknown' });
    }
    expect(events()).toHaveLength(202);
  });

  it('that comes twice counts once: the first, also where the second says something else', async () => {
    const { broker, commit, events } = openBroker();
    const asked = broker.ask(CALL);
    const { id, argsHash } = onlyHeld(broker);
    const first = broker.answer(id, { ...NO, argsHash });
    const second = broker.answer(id, { ...YES, argsHash });
    commit();
    expect(await second).toMatchObject({ kind: 'refused', why: 'already-answered' });
    expect(await first).toMatchObject({ kind: 'answered', verdict: 'deny' });
    expect(await asked).toMatchObject({ kind: 'refused' });
    expect(await broker.answer(id, { ...YES, argsHash })).toMatchObject({ kind: 'refused', why: 'already-answered' });
    expect(events().filter((event) => event.includes('already-answered'))).toHaveLength(2);
  });

  it('that the log cannot hold changes nothing: the call waits on, and can be answered again', async () => {
    const { broker, answer, fail } = openBroker();
    const asked = broker.ask(CALL);
    fail(true);
    expect(await answer()).toMatchObject({ kind: 'refused', why: 'unrecorded' });
    expect(broker.held()).toHaveLength(1);
    fail(false);
    expect(await answer()).toMatchObject({ kind: 'answered' });
    expect(await asked).toMatchObject({ kind: 'approved' });
  });

  it('that the log could not hold leaves the call to its time, which may have run out meanwhile', async () => {
    vi.useFakeTimers();
    const { broker, commit, fail } = openBroker({ timeout: 5 });
    const asked = broker.ask(CALL);
    const { id, argsHash } = onlyHeld(broker);
    fail(true);
    const said = broker.answer(id, { ...YES, argsHash });
    vi.advanceTimersByTime(5000);
    expect(broker.held()).toHaveLength(1);
    commit();
    expect(await said).toMatchObject({ why: 'unrecorded' });
    expect(await asked).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('nobody answered') as string,
    });
  });

  it('that was given in time counts, however long it takes to be recorded', async () => {
    vi.useFakeTimers();
    const { broker, commit } = openBroker({ timeout: 5 });
    const asked = broker.ask(CALL);
    const { id, argsHash } = onlyHeld(broker);
    const said = broker.answer(id, { ...YES, argsHash });
    vi.advanceTimersByTime(6000);
    commit();
    expect(await said).toMatchObject({ kind: 'answered' });
    expect(await asked).toMatchObject({ kind: 'approved' });
  });

  it('to a call that was given up while the answer was recorded lets nothing through', async () => {
    const { broker, commit } = openBroker();
    const controller = new AbortController();
    const asked = broker.ask({ ...CALL, reaches: ['session'] }, { signal: controller.signal });
    const { id, argsHash } = onlyHeld(broker);
    const said = broker.answer(id, { ...YES, reach: 'session', argsHash });
    controller.abort();
    commit();
    expect(await said).toMatchObject({ kind: 'refused', why: 'expired' });
    expect(await asked).toMatchObject({ kind: 'refused' });
    expect(broker.grants()).toEqual([]);
  });
});

describe('a grant', () => {
  const REPEATED = { ...CALL, reaches: ['session' as const] };

  it('lets the same call of its session through, counts that, and names itself', async () => {
    const { broker, answer } = openBroker();
    const first = broker.ask(REPEATED);
    await answer({ reach: 'session' });
    const [grant] = broker.grants();
    expect(await first).toEqual({ kind: 'approved', grant: { id: grant?.id, by: 'cli', reach: 'session' } });
    expect(await broker.ask(REPEATED)).toEqual({
      kind: 'approved',
      grant: { id: grant?.id, by: 'cli', reach: 'session' },
    });
    expect(broker.grants()).toMatchObject([{ uses: 1, reach: 'session', session: 's-1' }]);
  });

  it('lets nothing through any more once it is revoked, which is recorded, or has expired', async () => {
    const { broker, answer, commit, pass, events } = openBroker();
    void broker.ask(REPEATED);
    await answer({ reach: 'session', forSeconds: 60 });
    pass(60_001);
    expect(broker.grants()).toEqual([]);
    void broker.ask(REPEATED);
    await answer({ reach: 'session' });
    const id = broker.grants()[0]?.id ?? '';
    const revoked = broker.revoke(id, 'cli');
    commit();
    expect(await revoked).toBe(true);
    expect(events().at(-1)).toBe('grant_revoked');
    void broker.ask(REPEATED);
    expect(broker.held()).toHaveLength(1);
    expect(await broker.revoke(id, 'cli')).toBe(false);
  });

  it('is none where its pattern does not fit the call that was looked at', async () => {
    const { broker, answer } = openBroker();
    void broker.ask({ ...CALL, reaches: ['pattern'] });
    expect(await answer({ reach: 'pattern', pattern: { path: '/other/**' } })).toMatchObject({ why: 'pattern' });
    expect(await answer({ reach: 'pattern', pattern: { path: '/data/**' } })).toMatchObject({ kind: 'answered' });
    expect(broker.grants()).toMatchObject([{ reach: 'pattern', pattern: { path: '/data/**' } }]);
  });
});

describe('a call that comes back', () => {
  const PARKED: Parked = { owner: 's-1', bound: 'the call', carried: { requestState: 'of the server' } };

  function park(broker: ReturnType<typeof openBroker>['broker']): Retry {
    const states: (string | null)[] = [];
    void broker.ask(CALL, { parked: PARKED, onHeld: (_, state) => states.push(state) });
    return { state: states[0] ?? '', owner: 's-1', bound: 'the call', choice: { verdict: 'approve', reach: 'once' } };
  }

  it('with a yes goes on as the call that it was', async () => {
    const { broker, commit } = openBroker();
    const retry = park(broker);
    expect(retry.state).toMatch(/^leash-approval:[0-9a-f]{64}$/);
    const back = broker.comeBack(CALL, retry);
    commit();
    expect(await back).toMatchObject({ kind: 'approved', grant: { by: 'elicitation' }, carried: PARKED.carried });
  });

  it.each<[string, Partial<Retry>, Partial<typeof CALL>, string]>([
    ['with a no', { choice: { verdict: 'deny', reach: 'once', reason: 'declined' } }, {}, 'said no'],
    ['with other arguments', { bound: 'another call' }, {}, 'not the call'],
    ['under other policies', {}, { policySet: 'sha256:q' }, 'policies changed'],
    ['in another session', { owner: 's-2' }, {}, 'not its own'],
    ['with a state that was never given', { state: 'leash-approval:x' }, {}, 'nobody asked for'],
    ['with a yes that reaches too far', { choice: { verdict: 'approve', reach: 'session' } }, {}, 'reach so far'],
  ])('%s is denied', async (_, over, call, words) => {
    const { broker, commit } = openBroker();
    const retry = park(broker);
    const back = broker.comeBack({ ...CALL, ...call }, { ...retry, ...over });
    commit();
    expect(await back).toMatchObject({ kind: 'refused', reason: expect.stringContaining(words) as string });
  });

  it.each<[string, Partial<Retry>]>([
    ['a wrong call', { bound: 'another call' }],
    ['a right one', {}],
  ])('spends its state: after %s, no other comes back with it', async (_, over) => {
    const { broker, commit, events } = openBroker();
    const retry = park(broker);
    const first = broker.comeBack(CALL, { ...retry, ...over });
    commit();
    await first;
    expect(await broker.comeBack(CALL, retry)).toMatchObject({ kind: 'refused' });
    expect(events().at(-1)).toBe('approval_refused: unknown');
    expect(broker.held()).toEqual([]);
  });

  it('of a stranger does not spend it', async () => {
    const { broker, commit } = openBroker();
    const retry = park(broker);
    expect(await broker.comeBack(CALL, { ...retry, owner: 's-2' })).toMatchObject({ kind: 'refused' });
    const back = broker.comeBack(CALL, retry);
    commit();
    expect(await back).toMatchObject({ kind: 'approved' });
  });

  it('after its time is denied', async () => {
    vi.useFakeTimers();
    const { broker, pass } = openBroker({ timeout: 5 });
    const retry = park(broker);
    vi.advanceTimersByTime(5000);
    pass(5001);
    expect(await broker.comeBack(CALL, retry)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('too late') as string,
    });
  });

  it('goes on where somebody else has approved it meanwhile, unless the person in the client says no', async () => {
    for (const verdict of ['approve', 'deny'] as const) {
      const { broker, answer } = openBroker();
      const retry = park(broker);
      await answer();
      const back = await broker.comeBack(CALL, { ...retry, choice: { verdict, reach: 'once' } });
      expect(back.kind).toBe(verdict === 'approve' ? 'approved' : 'refused');
    }
  });

  it('is denied where its answer could not be recorded', async () => {
    const { broker, commit, fail } = openBroker();
    const retry = park(broker);
    fail(true);
    const back = broker.comeBack(CALL, retry);
    commit();
    expect(await back).toMatchObject({ kind: 'refused', reason: expect.stringContaining('recorded') as string });
    expect(broker.held()).toEqual([]);
  });
});

describe('where a passphrase is set', () => {
  const BY_CLIENT = { by: 'elicitation' } as const;

  it('a client does not approve in the place of its person, but denies, and it is recorded', async () => {
    const { broker, answer, events } = openBroker({ isLocked: () => true });
    const asked = broker.ask(CALL);
    expect(await answer(BY_CLIENT)).toMatchObject({ kind: 'refused', why: 'passphrase' });
    expect(broker.held()).toHaveLength(1);
    await answer({ ...BY_CLIENT, verdict: 'deny' });
    expect(await asked).toMatchObject({ kind: 'refused' });
    expect(events()).toEqual(['approval_requested', 'approval_refused: passphrase', 'approval_answered']);
  });

  it('while the call waits, the yes of the client counts no more either', async () => {
    let isLocked = false;
    const { broker, answer } = openBroker({ isLocked: () => isLocked });
    void broker.ask(CALL);
    isLocked = true;
    expect(await answer(BY_CLIENT)).toMatchObject({ kind: 'refused', why: 'passphrase' });
  });

  it('it does where the settings say so, and others are asked where they are let in', async () => {
    for (const options of [{ elicitation: true, isLocked: () => true }, { isLocked: () => false }]) {
      const { broker, commit } = openBroker(options);
      const asked = broker.ask(CALL);
      const { id, argsHash } = onlyHeld(broker);
      const said = broker.answer(id, { ...YES, ...BY_CLIENT, argsHash });
      await new Promise((resolve) => setImmediate(resolve));
      commit();
      expect(await said).toMatchObject({ kind: 'answered' });
      expect(await asked).toMatchObject({ kind: 'approved' });
    }
    const { broker, answer } = openBroker({ isLocked: () => true });
    void broker.ask(CALL);
    expect(await answer({ by: 'cli' })).toMatchObject({ kind: 'answered' });
  });
});
