import { describe, expect, it } from 'vitest';
import { LeashUnavailable } from '../../src/sdk/errors.ts';
import { createLeash } from '../../src/sdk/leash.ts';
import { decision, DENIED, fakeDecider } from './fakeDecider.ts';

describe('createLeash', () => {
  it('asks for all calls in one session, at the server that it is told', async () => {
    const { decider, asked } = fakeDecider();
    const leash = createLeash(decider, { server: 'mail', wait: true });
    await leash.tool('send', () => 1)();
    await leash.guard({ read: () => 1 }).read();
    const [first, second] = asked;
    expect(first).toMatchObject({ server: 'mail', wait: true, action: 'send' });
    expect(second).toMatchObject({ action: 'read', session: first?.session });
    expect(first?.session).toMatch(/^[0-9a-f-]{36}$/);
    expect(createLeash(decider, {})).not.toBe(leash);
  });

  it('answers with the decision, and a denial is an answer', async () => {
    const { decider, asked } = fakeDecider(({ action }) => (action === 'send' ? DENIED : decision()));
    const leash = createLeash(decider, { session: 'run-1' });
    await expect(
      leash.authorize({ action: 'read', args: { path: '/a' }, resource: 'file:///a', context: { n: 1 } }),
    ).resolves.toMatchObject({ allowed: true });
    await expect(leash.authorize({ action: 'send' })).resolves.toMatchObject({ allowed: false });
    expect(asked).toMatchObject([
      { session: 'run-1', args: { path: '/a' }, resource: 'file:///a', context: { n: 1 } },
      { args: {}, resource: null, context: {} },
    ]);
  });

  it('takes no allow without a receipt', async () => {
    const { decider } = fakeDecider(() => decision({ receipt: null }));
    await expect(createLeash(decider, {}).authorize({ action: 'a' })).rejects.toBeInstanceOf(LeashUnavailable);
  });

  it('denies arguments that cannot be judged', async () => {
    const leash = createLeash(fakeDecider().decider, {});
    await expect(leash.authorize({ action: 'a', args: { at: new Date(0) } })).rejects.toMatchObject({
      code: 'LEASH_DENIED',
    });
  });

  it('asks as whom it is told, for as long as that runs', async () => {
    const { decider, asked } = fakeDecider();
    const leash = createLeash(decider, {});
    const read = leash.tool('read', () => 1);
    await leash.withAgent('clerk', () => read());
    await leash.withAgent('eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2ln', () => leash.authorize({ action: 'a' }));
    await read();
    expect(asked.map(({ actor }) => actor)).toEqual([
      { kind: 'name', name: 'clerk' },
      { kind: 'token', token: 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2ln' },
      null,
    ]);
  });

  it('refuses everything once it is closed', async () => {
    let closed = 0;
    const { decider } = fakeDecider();
    const leash = createLeash({ ...decider, close: () => Promise.resolve(void (closed += 1)) }, {});
    let ran = 0;
    const read = leash.tool('read', () => (ran += 1));
    await Promise.all([leash.close(), leash.close()]);
    await expect(read()).rejects.toBeInstanceOf(LeashUnavailable);
    await expect(leash.authorize({ action: 'a' })).rejects.toBeInstanceOf(LeashUnavailable);
    expect([ran, closed]).toEqual([0, 1]);
  });

  it('reports nothing of a call that ends after it was closed', async () => {
    const { decider, settled } = fakeDecider();
    const leash = createLeash(decider, {});
    await expect(leash.tool('read', () => leash.close())()).resolves.toBeUndefined();
    expect(settled).toEqual([]);
  });
});
