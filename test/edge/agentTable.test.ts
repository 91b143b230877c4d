import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AgentRecord } from '../../src/edge/agentRow.ts';
import { agentsPath, openAgentTable } from '../../src/edge/agentTable.ts';
import { openDatabase } from '../../src/edge/sqlite.ts';
import { tempHome } from '../support/tempHome.ts';

const agentOf = (name: string, over: Partial<AgentRecord> = {}): AgentRecord => ({
  id: `agt_${name}`,
  name,
  skeleton: name,
  vendor: '',
  type: '',
  description: '',
  tags: [],
  labels: {},
  status: 'active',
  reason: '',
  generation: 1,
  createdAt: 1,
  updatedAt: 1,
  ...over,
});

async function table(path = agentsPath(tempHome())) {
  const opened = await openAgentTable(path, { waitMs: 500 });
  onTestFinished(() => opened.close());
  return { path, table: opened };
}

describe('the table of agents', () => {
  it('is a file of its owner alone', async () => {
    const { path } = await table();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('shows what was put once it is done, to every connection, and says that something is different', async () => {
    const { path, table: one } = await table();
    const { table: two } = await table(path);
    const before = await two.version();
    expect(await two.version()).toBe(before);
    await one.alone(() => one.put(agentOf('a')));
    expect(await two.version()).not.toBe(before);
    expect(await two.byId('agt_a')).toEqual(agentOf('a'));
    expect(await two.byName('a')).toEqual(agentOf('a'));
    expect(await two.bySkeleton('a')).toEqual(agentOf('a'));
    expect([await two.byId('a'), await two.count()]).toEqual([null, 1]);
  });

  it('keeps nothing of what failed', async () => {
    const { table: one } = await table();
    const failing = one.alone(async () => {
      await one.put(agentOf('a'));
      throw new Error('the log is full');
    });
    await expect(failing).rejects.toThrow('the log is full');
    expect(await one.count()).toBe(0);
    await one.alone(() => one.put(agentOf('b')));
    expect(await one.count()).toBe(1);
  });

  it('holds each name once, and each that looks like it', async () => {
    const { table: one } = await table();
    await one.alone(() => one.put(agentOf('a')));
    for (const twin of [agentOf('b', { name: 'a' }), agentOf('b', { skeleton: 'a' })]) {
      await expect(one.alone(() => one.put(twin))).rejects.toMatchObject({ code: 'ERR_AGENTS_UNREADABLE' });
    }
    expect(await one.count()).toBe(1);
  });

  it('waits for who else writes, and gives up in the end', async () => {
    const { path, table: one } = await table();
    const { table: two } = await table(path);
    let release = (): void => undefined;
    let isIn = (): void => undefined;
    const entered = new Promise<void>((resolve) => (isIn = resolve));
    const held = one.alone(() => {
      isIn();
      return new Promise<void>((resolve) => (release = resolve));
    });
    await entered;
    await expect(two.alone(() => two.put(agentOf('a')))).rejects.toThrow(/locked by another program/);
    const waiting = two.alone(() => two.put(agentOf('a')));
    release();
    await Promise.all([held, waiting]);
    expect(await one.count()).toBe(1);
  });

  it.each([
    ['no database', 'is damaged', (path: string) => writeFile(path, 'x'.repeat(4096))],
    ['another table', 'no registry of agents', (path: string) => sql(path, 'CREATE TABLE other (a)')],
    ['a newer version', 'newer version', (path: string) => sql(path, 'PRAGMA user_version = 2')],
  ])('is not %s', async (_, why, make) => {
    const path = agentsPath(tempHome());
    await make(path);
    await expect(openAgentTable(path)).rejects.toMatchObject({ code: 'ERR_AGENTS_UNREADABLE' });
    await expect(openAgentTable(path)).rejects.toThrow(why);
  });
});

async function sql(path: string, text: string): Promise<void> {
  const db = await openDatabase(path, { access: 'readwrite', busyMs: 100 });
  await db.exec(text);
  await db.close();
}
