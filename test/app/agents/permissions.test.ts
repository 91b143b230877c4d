import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentPermissions } from '../../../src/app/agents/permissions.ts';
import type { Agent } from '../../../src/app/control/agents.ts';
import { tempHome } from '../../support/tempHome.ts';
import { pin } from '../pinSupport.ts';
import { seen, tool } from '../../pins/support.ts';

const ID = 'agt_01ARZ3NDEKTSV4RRFFQ69G5FAV';

async function permissionsOf(rules: string, over: Partial<Agent> = {}) {
  const home = tempHome();
  await pin(
    home,
    'srv',
    ['read', 'write', 'list'].map((name) => seen(tool(name))),
  );
  writeFileSync(join(home.policies, 'one.yaml'), rules, { mode: 0o600 });
  const facts = { vendor: '', type: '', description: '', tags: [], createdAt: 1, updatedAt: 1, generation: 1 };
  const agent: Agent = { id: ID, name: 'claude', labels: { team: 'a' }, status: 'active', ...facts, ...over };
  const found = await agentPermissions(home, { given: [], folder: home.policies, keptIn: home }, agent);
  return Object.fromEntries(found.permissions.map(({ tool: name, effect }) => [name, effect]));
}

const policy = (agents: string, ...rules: string[]): string =>
  `name: one\nagents: ["${agents}"]\nrules:\n${rules.map((rule) => `  - {${rule}, reason: because}\n`).join('')}`;

describe('what an agent may do', () => {
  it('is what the policies say to it of each tool', async () => {
    const rules = ['action: read, effect: allow', 'action: write, effect: ask'];
    expect(await permissionsOf(policy('claude', ...rules))).toEqual({ list: 'deny', read: 'allow', write: 'ask' });
    expect(await permissionsOf(policy('other', ...rules))).toEqual({ list: 'deny', read: 'deny', write: 'deny' });
  });

  it('depends where arguments decide', async () => {
    const rule = 'action: write, effect: allow, args: {path: {under: /data}}';
    expect(await permissionsOf(policy('claude', rule))).toMatchObject({ write: 'depends', read: 'deny' });
  });

  it('may be given to its id', async () => {
    expect(await permissionsOf(policy(ID, 'action: read, effect: allow'))).toMatchObject({ read: 'allow' });
    expect(await permissionsOf(policy(`${ID.slice(0, -1)}W`, 'action: read, effect: allow'))).toMatchObject({
      read: 'deny',
    });
  });

  it('is nothing while it is suspended', async () => {
    const allow = policy('claude', 'action: read, effect: allow');
    expect(await permissionsOf(allow, { status: 'suspended' })).toEqual({ list: 'deny', read: 'deny', write: 'deny' });
  });
});
