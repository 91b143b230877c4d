import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentsPath } from '../../../src/edge/agentTable.ts';
import { openDatabase } from '../../../src/edge/sqlite.ts';
import { tempHome } from '../../support/tempHome.ts';
import { agentProcess, CLI, identityOf } from './support.ts';

describe('the registry of agents', () => {
  it('registers an agent with an id and a token that shows who it is', async () => {
    const { agents } = await agentProcess();
    const { agent, token, expiresAt } = await agents.register(
      { name: 'claude', vendor: 'acme', tags: ['a', 'a', 'b'], labels: { team: 'payments' } },
      CLI,
    );
    expect(agent).toMatchObject({ name: 'claude', vendor: 'acme', tags: ['a', 'b'], status: 'active', generation: 1 });
    expect(agent.id).toMatch(/^agt_[0-9A-Z]{26}$/);
    expect(expiresAt - agent.createdAt).toBeGreaterThan(89 * 86_400_000);
    expect(identityOf(await agents.read(token))).toMatchObject({
      name: 'claude',
      id: agent.id,
      verified: true,
      labels: { team: 'payments' },
    });
    expect(await agents.find('claude')).toEqual(agent);
    expect(await agents.find(agent.id)).toEqual(agent);
    expect(await agents.find('Claude')).toBeNull();
  });

  it('keeps its files from others, and neither the token nor a key in the log or the registry', async () => {
    const { agents, home, written } = await agentProcess();
    const { token } = await agents.register({ name: 'claude' }, CLI);
    expect(statSync(agentsPath(home)).mode & 0o777).toBe(0o600);
    expect(statSync(join(home.keys, 'agents.jwk')).mode & 0o777).toBe(0o600);
    const secret = token.split('.')[2] ?? '';
    expect(secret.length).toBeGreaterThan(60);
    expect(JSON.stringify(written)).not.toContain(secret);
    expect(readFileSync(agentsPath(home)).includes(secret)).toBe(false);
  });

  it('writes each change into the log, with who made it', async () => {
    const { agents, written } = await agentProcess();
    const { agent } = await agents.register({ name: 'claude' }, CLI);
    await agents.update(agent.id, { vendor: 'acme' }, { by: 'api' });
    await agents.suspend(agent.id, { by: 'api', reason: 'stolen' });
    await agents.resume(agent.id, CLI);
    await agents.rotate(agent.id, CLI);
    await agents.remove(agent.id, CLI);
    expect(written.map(({ event, agent: name, detail }) => [event, name, detail['by'], detail['id']])).toEqual([
      ['agent_registered', 'claude', 'cli', agent.id],
      ['agent_updated', 'claude', 'api', agent.id],
      ['agent_suspended', 'claude', 'api', agent.id],
      ['agent_resumed', 'claude', 'cli', agent.id],
      ['agent_rotated', 'claude', 'cli', agent.id],
      ['agent_deleted', 'claude', 'cli', agent.id],
    ]);
  });

  it('changes nothing that the log cannot take', async () => {
    const { agents, breakLog } = await agentProcess();
    const { agent, token } = await agents.register({ name: 'claude' }, CLI);
    breakLog();
    const refused = { code: 'ERR_LOG_UNAVAILABLE' };
    await expect(agents.register({ name: 'other' }, CLI)).rejects.toMatchObject(refused);
    await expect(agents.rotate(agent.id, CLI)).rejects.toMatchObject(refused);
    await expect(agents.resume(agent.id, CLI)).rejects.toMatchObject(refused);
    expect(await agents.find('other')).toBeNull();
    expect(await agents.list({ limit: 10 })).toEqual([agent]);
    expect(identityOf(await agents.read(token)).id).toBe(agent.id);
  });

  it('gives pages in the order of registration, and those of one state', async () => {
    const { agents } = await agentProcess();
    for (const name of ['zeta', 'alpha', 'mu']) await agents.register({ name }, CLI);
    const all = await agents.list({ limit: 10 });
    expect(all).toHaveLength(3);
    const [first] = all;
    expect(await agents.list({ limit: 10, after: first?.id ?? '' })).toEqual(all.slice(1));
    expect(await agents.list({ limit: 1 })).toEqual(all.slice(0, 1));
    await agents.suspend(first?.id ?? '', CLI);
    expect(await agents.list({ limit: 10, status: 'active' })).toEqual(all.slice(1));
  });

  it.each(['claude', 'Claude', 'c1aude', 'clau-de', 'CLAUDE'])('gives the name `%s` to nobody else', async (name) => {
    const { agents } = await agentProcess();
    const { agent } = await agents.register({ name: 'claude' }, CLI);
    await expect(agents.register({ name }, CLI)).rejects.toMatchObject({ code: 'ERR_AGENT_INVALID' });
    await agents.remove(agent.id, CLI);
    await expect(agents.register({ name }, CLI)).rejects.toMatchObject({ code: 'ERR_AGENT_INVALID' });
    expect(await agents.list({ limit: 10, status: 'active' })).toEqual([]);
  });

  it('gives a name that is merely similar to another', async () => {
    const { agents } = await agentProcess();
    await agents.register({ name: 'claude' }, CLI);
    expect((await agents.register({ name: 'claude2' }, CLI)).agent.name).toBe('claude2');
  });

  it('finds a deleted agent by its id alone, and changes it never again', async () => {
    const { agents } = await agentProcess();
    const { agent } = await agents.register({ name: 'claude' }, CLI);
    await agents.remove(agent.id, CLI);
    expect(await agents.find('claude')).toBeNull();
    expect(await agents.find(agent.id)).toMatchObject({ status: 'deleted' });
    for (const change of [
      agents.resume(agent.id, CLI),
      agents.suspend(agent.id, CLI),
      agents.rotate(agent.id, CLI),
      agents.update(agent.id, { vendor: 'x' }, CLI),
      agents.remove(agent.id, CLI),
    ]) {
      await expect(change).rejects.toMatchObject({ code: 'ERR_AGENT_INVALID' });
    }
  });

  it('says all that is wrong with an agent at once, and knows whom it does not know', async () => {
    const { agents, home } = await agentProcess();
    const wrong = { name: 'agt_1', vendor: 'a\u200bb', labels: { '1x': 'y' } };
    const failure: unknown = await agents.register(wrong, CLI).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'ERR_AGENT_INVALID' });
    expect(String(failure).split('\n')).toHaveLength(3);
    await expect(agents.suspend('agt_none', CLI)).rejects.toMatchObject({ code: 'ERR_AGENT_UNKNOWN' });
    await expect(agents.register({ name: 'x' }, { ...CLI, ttlSeconds: 5 })).rejects.toMatchObject({
      code: 'ERR_AGENT_INVALID',
    });
    expect(statSync(agentsPath(home), { throwIfNoEntry: false })).toBeDefined();
  });

  it('makes no file where nobody was registered', async () => {
    const { agents, home } = await agentProcess();
    expect([await agents.list({ limit: 5 }), await agents.find('x')]).toEqual([[], null]);
    await expect(agents.register({ name: 'default' }, CLI)).rejects.toMatchObject({ code: 'ERR_AGENT_INVALID' });
    expect(statSync(agentsPath(home), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('lets one of many processes register a name', async () => {
    const home = tempHome();
    const processes = await Promise.all([1, 2, 3, 4].map(() => agentProcess({ home })));
    const results = await Promise.allSettled(processes.map(({ agents }) => agents.register({ name: 'claude' }, CLI)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'ERR_AGENT_INVALID' });
    }
    expect(processes.flatMap(({ written }) => written)).toHaveLength(1);
  });

  it('numbers the tokens without a gap where many processes rotate at once', async () => {
    const home = tempHome();
    const [one, two] = [await agentProcess({ home }), await agentProcess({ home })];
    const { agent } = await one.agents.register({ name: 'claude' }, CLI);
    const issued = await Promise.all([one, two, one, two].map(({ agents }) => agents.rotate(agent.id, CLI)));
    expect(issued.map((each) => each.agent.generation).sort()).toEqual([2, 3, 4, 5]);
    await one.watch.check();
    const readings = await Promise.all(issued.map(({ token }) => one.agents.read(token)));
    expect(readings.filter(({ kind }) => kind === 'agent')).toHaveLength(1);
  });
});

describe('a registry that cannot be read', () => {
  it.each([
    ['is damaged', (path: string) => writeFileSync(path, 'x'.repeat(5000))],
    ['is gone', (path: string) => rmSync(path)],
  ])('%s: everything is an error, and no token is good', async (_, damage) => {
    const home = tempHome();
    const first = await agentProcess({ home });
    const { token } = await first.agents.register({ name: 'claude' }, CLI);
    await first.agents.close();
    await first.watch.close();
    for (const ending of ['-wal', '-shm']) rmSync(`${agentsPath(home)}${ending}`, { force: true });
    damage(agentsPath(home));
    const { agents } = await agentProcess({ home });
    const unreadable = { code: 'ERR_AGENTS_UNREADABLE' };
    await expect(agents.list({ limit: 5 })).rejects.toMatchObject(unreadable);
    await expect(agents.register({ name: 'other' }, CLI)).rejects.toMatchObject(unreadable);
    expect(await agents.read(token)).toEqual({ kind: 'refused', why: 'unforeseen' });
  });

  it('is of a newer version: it is said, and nothing is touched', async () => {
    const home = tempHome();
    const db = await openDatabase(agentsPath(home), { access: 'readwrite', busyMs: 1000 });
    await db.exec('CREATE TABLE agent (id TEXT); PRAGMA user_version = 2');
    await db.close();
    const { agents } = await agentProcess({ home });
    await expect(agents.list({ limit: 5 })).rejects.toThrow(/newer version/);
  });

  it('is read again once it is mended', async () => {
    const home = tempHome();
    const { agents } = await agentProcess({ home });
    const { token } = await agents.register({ name: 'claude' }, CLI);
    const other = await agentProcess({ home });
    chmodSync(home.root, 0o000);
    await other.watch.check();
    chmodSync(home.root, 0o700);
    await other.watch.check();
    expect(identityOf(await other.agents.read(token)).name).toBe('claude');
  });
});
