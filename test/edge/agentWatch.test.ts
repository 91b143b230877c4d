import { renameSync, rmSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { agentsPath, openAgentTable } from '../../src/edge/agentTable.ts';
import { openAgentWatch, type AgentWatch } from '../../src/edge/agentWatch.ts';
import { agentsKey } from '../../src/edge/keys.ts';
import type { Home } from '../../src/edge/home.ts';
import { LeashError } from '../../src/errors.ts';
import { tempHome } from '../support/tempHome.ts';

async function watching(home: Home): Promise<AgentWatch> {
  const watch = await openAgentWatch(home);
  onTestFinished(() => watch.close());
  return watch;
}

async function put(home: Home, ...names: string[]): Promise<void> {
  const table = await openAgentTable(agentsPath(home));
  const base = { vendor: '', type: '', description: '', tags: [], labels: {}, reason: '' };
  const rest = { status: 'active', generation: 1, createdAt: 1, updatedAt: 1 } as const;
  await table.alone(async () => {
    for (const name of names) await table.put({ id: `agt_${name}`, name, skeleton: `s-${name}`, ...base, ...rest });
  });
  await table.close();
}

const namesIn = ({ book }: AgentWatch) => (book instanceof LeashError ? book.code : [...book.byName.keys()]);

describe('the registry as a process knows it', () => {
  it('is empty where there is none, and known once there is one', async () => {
    const home = tempHome();
    const watch = await watching(home);
    expect([namesIn(watch), await watch.check()]).toEqual([[], false]);
    await put(home, 'a', 'b');
    expect([await watch.check(), await watch.check()]).toEqual([true, false]);
    expect(namesIn(watch)).toEqual(['a', 'b']);
    await put(home, 'c');
    expect(await watch.check()).toBe(true);
    if (watch.book instanceof LeashError) throw watch.book;
    expect([watch.book.byId.get('agt_c')?.name, watch.book.bySkeleton.get('s-c')?.name]).toEqual(['c', 'c']);
  });

  it('is looked at again for who asks during a look', async () => {
    const home = tempHome();
    await put(home, 'a');
    const watch = await watching(home);
    const early = watch.check();
    await put(home, 'b');
    await Promise.all([early, watch.check()]);
    expect(namesIn(watch)).toEqual(['a', 'b']);
  });

  it('lets nobody through once it is removed or replaced while it is in use, and says so once', async () => {
    const home = tempHome();
    await put(home, 'a');
    const watch = await watching(home);
    const kept = `${agentsPath(home)}.kept`;
    renameSync(agentsPath(home), kept);
    expect([await watch.check(), namesIn(watch)]).toEqual([true, 'ERR_AGENTS_UNREADABLE']);
    renameSync(kept, agentsPath(home));
    expect([await watch.check(), namesIn(watch)]).toEqual([true, ['a']]);
  });

  it('is not taken for an empty one where it is gone and its key is there', async () => {
    const home = tempHome();
    await put(home, 'a');
    await agentsKey(home);
    rmSync(agentsPath(home));
    expect(namesIn(await watching(home))).toBe('ERR_AGENTS_UNREADABLE');
  });

  it('is not looked at any more once it is closed', async () => {
    const home = tempHome();
    const watch = await watching(home);
    await watch.close();
    await put(home, 'a');
    expect([await watch.check(), namesIn(watch)]).toEqual([false, []]);
  });
});
