import { writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { named, type AgentIdentity } from '../../src/app/control/agentIdentity.ts';
import { openStanding, type StandingOptions } from '../../src/app/standing.ts';
import { agentsPath } from '../../src/edge/agentTable.ts';
import { releaseStopSwitch, throwStopSwitch } from '../../src/edge/stopSwitch.ts';
import { tempHome } from '../support/tempHome.ts';
import { agentProcess, CLI, identityOf } from './agents/support.ts';

async function standing(home = tempHome(), over: Partial<StandingOptions> = {}) {
  let poll = (): Promise<void> => Promise.resolve();
  const opened = await openStanding({
    home,
    schedule: (work) => {
      poll = work;
      return () => undefined;
    },
    ...over,
  });
  onTestFinished(() => opened.close());
  return {
    home,
    poll: () => poll(),
    barred: (agent: AgentIdentity) => opened.barred(agent),
    factsOf: (agent: AgentIdentity) => opened.factsOf(agent),
    onChange: (listener: () => void) => opened.onChange(listener),
  };
}

async function registered() {
  const registry = await agentProcess();
  const { agent, token } = await registry.agents.register({ name: 'claude', labels: { team: 'a' } }, CLI);
  const identity = identityOf(await registry.agents.read(token));
  return { ...registry, agent, identity, ...(await standing(registry.home)) };
}

describe('the standing of an agent', () => {
  it('is good where nobody is registered, whatever its name', async () => {
    const { barred, factsOf } = await standing();
    expect(barred(named('claude'))).toBeNull();
    expect(factsOf(named('claude'))).toEqual({ verified: false, labels: {} });
  });

  it('is that of everybody while everything is stopped', async () => {
    const { home, barred, poll } = await standing();
    await throwStopSwitch(home, { reason: 'drill', at: 1 });
    await poll();
    expect(barred(named('claude'))).toBe('everything is stopped: drill');
    await releaseStopSwitch(home);
    await poll();
    expect(barred(named('claude'))).toBeNull();
  });

  it.each([
    [
      'suspended',
      'is suspended: lost',
      ({ agents, agent }: Awaited<ReturnType<typeof registered>>) =>
        agents.suspend(agent.id, { ...CLI, reason: 'lost' }),
    ],
    [
      'deleted',
      'is deleted',
      ({ agents, agent }: Awaited<ReturnType<typeof registered>>) => agents.remove(agent.id, CLI),
    ],
  ])('ends once it is %s, by its token and by its bare name, and whoever listens is told', async (_, why, change) => {
    const scene = await registered();
    const { barred, identity, poll } = scene;
    let told = 0;
    scene.onChange(() => (told += 1));
    await poll();
    expect([barred(identity), barred(named('claude')), told]).toEqual([null, null, 0]);
    await change(scene);
    await poll();
    expect(told).toBe(1);
    expect(barred(identity)).toContain(why);
    expect(barred(named('claude'))).toContain(why);
    expect(barred(named('claude2'))).toBeNull();
  });

  it('ends for a token that was replaced, and not for the bare name', async () => {
    const { barred, identity, agents, agent, poll } = await registered();
    await agents.rotate(agent.id, CLI);
    await poll();
    expect(barred(identity)).toContain('replaced by a newer one');
    expect(barred({ ...identity, generation: 2 })).toBeNull();
    expect(barred(named('claude'))).toBeNull();
  });

  it('knows the labels that the registry holds now, and none of who is not verified', async () => {
    const { factsOf, identity, agents, agent, poll } = await registered();
    expect(factsOf(identity)).toEqual({ id: agent.id, verified: true, labels: { team: 'a' } });
    await agents.update(agent.id, { labels: { env: 'b' } }, CLI);
    await poll();
    expect(factsOf(identity).labels).toEqual({ env: 'b' });
    expect(factsOf({ ...named('claude'), labels: { team: 'b' } }).labels).toEqual({});
  });

  it('ends when the token expires, and whoever listens is told', async () => {
    let now = 1000;
    const { barred, onChange, poll } = await standing(tempHome(), { now: () => now });
    const identity: AgentIdentity = { ...named('ci'), verified: true, expiresAt: 2000 };
    let told = 0;
    onChange(() => (told += 1));
    expect(barred(identity)).toBeNull();
    await poll();
    expect(told).toBe(0);
    now = 2000;
    await poll();
    expect(told).toBe(1);
    expect(barred(identity)).toContain('expired');
    await poll();
    expect(told).toBe(1);
  });

  it('is none where the credential shows nothing, where an id is given as a name, and where a name is not enough', async () => {
    const { barred } = await standing(tempHome(), { requireVerified: true });
    expect(barred({ ...named('x'), refused: 'the token is garbage' })).toBe('the token is garbage');
    expect(barred(named('x'))).toContain('require_verified');
    expect(barred({ ...named('x'), verified: true })).toBeNull();
    const { barred: lenient } = await standing();
    expect(lenient(named('x'))).toBeNull();
    expect(lenient(named('agt_01ARZ3NDEKTSV4RRFFQ69G5FAV'))).toContain('an id was given as the name');
  });

  it('is nobody’s while the registry cannot be read, and good again once it can', async () => {
    const home = tempHome();
    const { barred, poll } = await standing(home);
    writeFileSync(agentsPath(home), 'no database', { mode: 0o600 });
    await poll();
    expect(barred(named('claude'))).toContain('nobody can tell which agents are suspended');
  });

  it('is none for an id that the registry does not know', async () => {
    const { barred, identity } = await registered();
    expect(barred({ ...identity, id: 'agt_other' })).toContain('no agent has the id');
  });
});
