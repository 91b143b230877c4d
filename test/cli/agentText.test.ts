import { describe, expect, it } from 'vitest';
import type { Agent, AgentDirectory } from '../../src/app/control/agents.ts';
import { agentCalled, agentJson, showAgent, showToken, STATUS_COLOURS } from '../../src/cli/agentText.ts';
import { outputOn } from '../../src/cli/output.ts';
import { captured, expectHarmless, HOSTILE } from './home.ts';

const AGENT: Agent = {
  id: 'agt_1',
  name: 'claude',
  vendor: 'acme',
  type: '',
  description: HOSTILE,
  tags: ['a', 'b'],
  labels: { team: 'x' },
  status: 'suspended',
  generation: 2,
  createdAt: 0,
  updatedAt: 1000,
};

describe('an agent', () => {
  it('is shown with what is known of it, and nothing that a terminal obeys', () => {
    const { io, out: said, err } = captured();
    showAgent(AGENT, outputOn(io, false));
    const out = said.join('');
    expect(err).toEqual([]);
    expectHarmless(out);
    expect(out).toContain('claude suspended');
    expect(out).toContain('team=x');
    expect(out).not.toContain('type');
    expect(STATUS_COLOURS[AGENT.status]).toBe('yellow');
  });

  it('has its times in ISO 8601 for machines', () => {
    expect(agentJson(AGENT)).toMatchObject({ id: 'agt_1', createdAt: '1970-01-01T00:00:00.000Z' });
  });

  it('is found by what a person calls it, or the nearest name is said', async () => {
    const agents = {
      find: (name: string) => Promise.resolve(name === 'claude' ? AGENT : null),
      list: () => Promise.resolve([AGENT]),
    } as Partial<AgentDirectory> as AgentDirectory;
    expect(await agentCalled(agents, 'claude')).toBe(AGENT);
    await expect(agentCalled(agents, 'cluade')).rejects.toThrow(/did you mean `claude`/);
    await expect(agentCalled(agents, 'zzz')).rejects.toMatchObject({ code: 'ERR_AGENT_UNKNOWN' });
  });
});

describe('a token', () => {
  it.each([true, false])('is printed once (as JSON: %s)', (isJson) => {
    const { io, out: said, err } = captured();
    showToken({ agent: AGENT, token: 'a.b.c', expiresAt: 0 }, outputOn(io, isJson));
    expect([said.join('').split('a.b.c').length, err]).toEqual([2, []]);
  });
});
