import { describe, expect, it } from 'vitest';

import { loadRuleBook, ruleBook, type Asked } from '../../src/app/ruleBook.ts';
import type { AuthorizationRequest } from '../../src/authz/request.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { FLOOR, policyOf, requestOf } from '../support/policyOf.ts';

const book = (...rules: JsonObject[]) =>
  ruleBook({
    floor: FLOOR,
    hash: 'sha256:x',
    policies: [
      policyOf({ name: 'p', agents: ['*'], rules: rules.map((rule) => ({ effect: 'allow', reason: 'r', ...rule })) }),
    ],
  });

function asked(request: Partial<AuthorizationRequest> = {}, over: Partial<Asked> = {}): Asked {
  return {
    request: requestOf(request),
    whole: true,
    environment: { cwd: '/data', home: '/h', realpath: null },
    ...over,
  };
}

describe('a rule book', () => {
  it('decides for any agent, server and working directory', async () => {
    const { decide } = await book({ action: 'fs/read', args: { path: { under: ['/data'] } } });
    const args = { path: 'x' };
    expect(decide(asked({ args }))?.outcome).toBe('allow');
    expect(decide(asked({ args, server: 'git' }))?.outcome).toBe('deny');
    const elsewhere = { environment: { cwd: '/etc', home: '/h', realpath: null } };
    expect(decide(asked({ args }, elsewhere))?.outcome).toBe('deny');
    expect(decide(asked({ args }))?.outcome).toBe('allow');
  });

  it('decides what does not depend on what is not known, and nothing else', async () => {
    const { decide } = await book({ action: 'read', args: { n: 1 } }, { action: 'list' });
    const part = { whole: false };
    expect(decide(asked({ action: 'list', args: {} }, part))?.outcome).toBe('allow');
    expect(decide(asked({ action: 'write', args: {} }, part))?.outcome).toBe('deny');
    expect(decide(asked({ action: 'read', args: {} }, part))).toBeNull();
  });

  it('does not decide by facts that no log keeps', async () => {
    const { decide } = await book(
      { action: 'read', when: '!session.tainted' },
      { action: 'list', when: 'agent.name == "a"' },
    );
    expect(decide(asked())).toBeNull();
    expect(decide(asked({ action: 'list' }))?.outcome).toBe('allow');
    expect(decide(asked({ action: 'other' }))?.outcome).toBe('deny');
  });

  it('decides however many agents there are', async () => {
    const { decide } = await book({ action: 'read' });
    for (let i = 0; i < 700; i++) expect(decide(asked({ agent: `agent${i}` }))?.outcome).toBe('allow');
  });

  it('is loaded from policies as a proxy loads them', async () => {
    const { hash, policies, floor } = await loadRuleBook({ given: ['builtin:read-only'], folder: '' });
    expect([hash.slice(0, 7), policies.map(({ name }) => name), floor.name]).toEqual([
      'sha256:',
      ['read-only'],
      'default',
    ]);
    await expect(loadRuleBook({ given: ['builtin:none'], folder: '' })).rejects.toMatchObject({
      code: 'ERR_POLICY_INVALID',
    });
  });
});
