import { describe, expect, it } from 'vitest';
import { Backlog } from '../../../src/app/http/backlog.ts';
import { Hosts } from '../../../src/app/http/hosts.ts';
import { ALICE, BOB, FakeHosted, settle, World } from './support.ts';

function many(kind: 'session' | 'stateless', limits: { max: number; maxPerOwner: number }) {
  const world = new World();
  const options = world.options();
  const backlog = new Backlog(options.limits);
  const hosts = new Hosts({ ...options, backlog, kind, ...limits, idleMs: 100, graceMs: 10, openMs: 50 });
  const ended: string[] = [];
  const open = (name: string, principal = ALICE) => hosts.open(principal, () => ended.push(name));
  return { world, hosts, ended, open };
}

/** Makes a host one that was used and is not any more. */
function use(host: ReturnType<Hosts['open']>): void {
  host?.enter();
  host?.leave();
}

describe('Hosts', () => {
  it.each(['session', 'stateless'] as const)(
    'starts a %s with its caller and its kind, and nothing else',
    async (kind) => {
      const { world, open } = many(kind, { max: 1, maxPerOwner: 1 });
      expect(open('a')).not.toBeNull();
      await settle();
      expect(world.opened).toEqual([{ agent: 'alice', principal: ALICE, kind }]);
    },
  );

  it('tells once that one has ended, whatever its end was', async () => {
    const { world, hosts, ended, open } = many('session', { max: 3, maxPerOwner: 3 });
    const first = open('first');
    open('second');
    use(open('third'));
    await settle();
    first?.end();
    world.hosted(1).die();
    world.time.pass(100);
    await settle();
    await hosts.close();
    expect(ended).toEqual(['first', 'third', 'second']);
  });

  it('lets one that is used, or was just now, give way to nobody', () => {
    const { world, ended, open } = many('stateless', { max: 2, maxPerOwner: 2 });
    open('used')?.enter();
    use(open('fresh'));
    world.time.pass(9);
    expect(open('next')).toBeNull();
    world.time.pass(1);
    expect(open('next')).not.toBeNull();
    expect(ended).toEqual(['fresh']);
  });

  it('keeps a server without a session for as long as its tasks may run, and no longer', async () => {
    const { world, ended, open } = many('stateless', { max: 1, maxPerOwner: 1 });
    use(open('first'));
    await settle();
    world.hosted(0).hasTasks = true;
    world.time.pass(100);
    expect(open('next')).toBeNull();
    for (let waits = 0; waits < 8; waits += 1) world.time.pass(100);
    expect(ended).toEqual(['first']);
  });

  it('lets a session in which a call runs give way to nobody', async () => {
    const { world, ended, open } = many('session', { max: 1, maxPerOwner: 1 });
    use(open('first'));
    await settle();
    world.hosted(0).pending = 1;
    world.time.pass(50);
    expect(open('next')).toBeNull();
    world.hosted(0).pending = 0;
    expect(open('next')).not.toBeNull();
    expect(ended).toEqual(['first']);
  });

  it.each([
    ['session', null, []],
    ['stateless', expect.anything(), ['bob']],
  ] as const)("lets another's %s give way, or not", (kind, outcome, gone) => {
    const { world, ended, open } = many(kind, { max: 2, maxPerOwner: 1 });
    use(open('bob', BOB));
    open('carol', { agent: 'carol', key: 'c' })?.enter();
    world.time.pass(50);
    expect(open('alice')).toEqual(outcome);
    expect(ended).toEqual(gone);
  });

  it('ends nobody for one who has his share', () => {
    const { world, ended, open } = many('stateless', { max: 2, maxPerOwner: 1 });
    open('alice')?.enter();
    use(open('bob', BOB));
    world.time.pass(50);
    expect(open('more')).toBeNull();
    expect(ended).toEqual([]);
  });

  it('closes with everything it ends, the slow included', async () => {
    const { world, hosts, ended, open } = many('session', { max: 3, maxPerOwner: 3 });
    const slow = new FakeHosted();
    open('quick');
    await settle();
    world.open = () => Promise.resolve(slow);
    open('slow')?.end();
    let isClosed = false;
    void hosts.close().then(() => (isClosed = true));
    await settle();
    expect([isClosed, ended.sort()]).toEqual([false, ['quick', 'slow']]);
    slow.gone();
    await settle();
    expect(isClosed).toBe(true);
  });
});
