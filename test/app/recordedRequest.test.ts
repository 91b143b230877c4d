import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { recordedFate, recordedRequest } from '../../src/app/recordedRequest.ts';
import { openEntry } from '../../src/audit/disclosure.ts';
import type { DecisionDraft } from '../../src/audit/entry.ts';
import { sealEntry } from '../../src/audit/seal.ts';
import { decision } from '../support/drafts.ts';

function sealed(over: Partial<DecisionDraft>) {
  const context = {
    shard: '00',
    seq: 0,
    prevHash: '0'.repeat(64),
    note: null,
    args: 'committed' as const,
    random: (bytes: number) => randomBytes(bytes),
  };
  const { entry, disclosures } = sealEntry(decision(over), context);
  if (entry.record_phase !== 'pre_execution') throw new Error('no decision');
  return { entry, disclosures };
}

function request(over: Partial<DecisionDraft>, isOpen = true) {
  const { entry, disclosures } = sealed(over);
  return recordedRequest(entry, openEntry(entry, isOpen ? disclosures : []));
}

describe('recordedRequest', () => {
  it('knows the id of an agent that had shown who it was, and of nobody who merely said so', () => {
    const agentIn = (over: Partial<DecisionDraft>) => request(over).request.facts?.agent;
    expect(agentIn({ agentId: 'agt_1' })).toEqual({ id: 'agt_1', verified: true });
    expect(agentIn({ agent: 'agt_1' })).toBeUndefined();
    expect(agentIn({})).toBeUndefined();
  });

  it('is the request that was decided', () => {
    expect(request({ args: { path: '/a' } })).toEqual({
      request: {
        agent: 'claude',
        server: 'filesystem',
        from: 'client',
        method: 'tools/call',
        action: 'read_file',
        resource: null,
        args: { path: '/a' },
        context: {},
        facts: { now: 1_760_000_000_000 },
      },
      gap: null,
    });
    expect(request({ from: 'server', method: 'roots/list', action: null, args: null }).request).toMatchObject({
      from: 'server',
      method: 'roots/list',
      action: null,
      args: null,
    });
  });

  it('has names in full that were too long for the entry', () => {
    const long = {
      agent: 'a'.repeat(300),
      server: 's'.repeat(300),
      action: 't'.repeat(600),
      method: 'm'.repeat(300),
      resource: `file:///${'r'.repeat(3000)}`,
    };
    expect(request(long)).toMatchObject({ request: long, gap: null });
    expect(request(long, false).gap).toMatchObject({ kind: 'names' });
  });

  it('says where arguments are missing, and keeps the names', () => {
    const found = request({ args: { path: '/a', password: 'x' } });
    expect(found).toMatchObject({ request: { action: 'read_file', args: { path: '/a' } }, gap: { kind: 'args' } });
  });
});

describe('recordedFate', () => {
  const fate = (over: Partial<DecisionDraft>) => recordedFate(sealed(over).entry);

  it.each<[what: string, over: Partial<DecisionDraft>, expected: string | null]>([
    ['an allow', {}, 'through'],
    ['a denial', { effect: 'deny', rules: [] }, 'deny'],
    ['what was let through by observing', { effect: 'observe_deny' }, 'through'],
    ['what needed a person, and got none', { effect: 'deny', obligations: ['require-approval'] }, 'ask'],
    ['what a person approved', { effect: 'allow', obligations: ['require-approval'] }, 'ask'],
    ['an allow whose limit was used up', { effect: 'deny', obligations: ['rate-limit'] }, 'through'],
    ['a refusal by the wire', { effect: 'deny', policySet: null, rules: [] }, null],
    ['a denial by the pins', { effect: 'deny', rules: [{ policy: 'leash:pins', rule: 'changed' }] }, null],
    ['the task of an allowed request', { method: 'tasks/get' }, null],
    ['a task that the policies denied', { method: 'tasks/get', effect: 'deny', rules: [] }, 'deny'],
    ['a denial for want of valid policies', { effect: 'deny', policySet: 'none', rules: [] }, 'deny'],
  ])('of %s is %j', (_, over, expected) => {
    expect(fate(over)).toBe(expected);
  });
});
