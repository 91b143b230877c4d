import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { explainDecision, lastDecision, type Explanation } from '../../src/app/policyExplain.ts';
import { keepPolicySet } from '../../src/edge/policyArchive.ts';
import type { Home } from '../../src/edge/home.ts';
import { readPolicySet } from '../../src/edge/policyFile.ts';
import type { PolicySources } from '../../src/edge/policyFiles.ts';
import { call, denied, homeWith, policyIn, policyOf } from './recorded.ts';

const READ = '{ id: read, action: read_file, effect: allow, reason: r, args: { path: { under: ["/data/p"] } } }';
const WRITE = '{ id: write, action: write_file, effect: allow, reason: r }';

async function explain(home: Home, sources: PolicySources, id = '00:2'): Promise<Explanation> {
  const result = await explainDecision(id, { home, sources, cwd: '/elsewhere' });
  if (result.kind !== 'explained') throw new Error(result.kind);
  return result.explanation;
}

/** A home in which a denial was made by a set of the `READ` rule, and that set in a file. */
async function setUp(over: Parameters<typeof denied>[0] = { args: { path: '/data/q/x' } }) {
  const scratch = await homeWith([]);
  const text = policyOf(READ);
  const past = await readPolicySet(policyIn(scratch, 'team.yaml', text));
  const home = await homeWith([denied({ policySet: past.hash, ...over })]);
  return { home, past, sources: policyIn(home, 'team.yaml', text) };
}

describe('explainDecision', () => {
  it('shows how each rule of the set in force fared, where that is the set of then', async () => {
    const { home, past, sources } = await setUp();
    const found = await explain(home, sources);
    expect(found).toMatchObject({ gap: null, fate: 'deny', agrees: true, now: null, problem: null });
    expect(found.then?.policySet).toBe(past.hash);
    expect(found.then?.decision).toMatchObject({
      outcome: 'deny',
      nearMiss: expect.stringContaining('team/read') as string,
    });
    expect(found.then?.trace.policies.map(({ policy, rules }) => [policy, rules.map(({ result }) => result)])).toEqual([
      ['team', ['miss']],
      ['default', ['match']],
    ]);
    expect(found.then?.trace.policies[0]?.rules[0]?.checks).toContainEqual({
      part: 'args',
      key: 'path',
      wants: 'under `/data/p`',
      result: 'miss',
    });
  });

  it('shows the set of then, as it was kept, and the one of now', async () => {
    const { home, past } = await setUp();
    await keepPolicySet(home, past);
    const found = await explain(home, policyIn(home, 'team.yaml', policyOf(WRITE)));
    expect(found.then?.policySet).toBe(past.hash);
    expect(found.then?.trace.policies[0]?.rules[0]?.rule).toBe('read');
    expect(found.now?.policySet).not.toBe(past.hash);
    expect(found.now?.trace.policies[0]?.rules[0]?.rule).toBe('write');
  });

  it('has only the set of now where that of then was not kept, and neither where that is not valid', async () => {
    const { home } = await setUp();
    expect(await explain(home, policyIn(home, 'team.yaml', policyOf(WRITE)))).toMatchObject({
      then: null,
      agrees: null,
      now: {},
    });
    const found = await explain(home, policyIn(home, 'team.yaml', 'name: team\n'));
    expect(found).toMatchObject({
      then: null,
      now: null,
      problem: expect.stringContaining('missing `agents`') as string,
    });
  });

  it('says where the same set decides otherwise today', async () => {
    const { home, sources } = await setUp({ args: { path: '/data/p/x' } });
    expect(await explain(home, sources)).toMatchObject({ agrees: false, then: { decision: { outcome: 'allow' } } });
  });

  it('tells what can be said where openings are gone', async () => {
    const { home, sources } = await setUp();
    rmSync(home.openings, { recursive: true });
    const found = await explain(home, sources);
    expect(found).toMatchObject({
      gap: { kind: 'args' },
      agrees: null,
      then: { decision: null, trace: { certain: false } },
    });
    expect(found.then?.trace.policies[0]?.rules[0]?.result).toBe('unknown');
    const elsewhere = await setUp({ action: 'other', args: { path: '/x' } });
    rmSync(elsewhere.home.openings, { recursive: true });
    expect(await explain(elsewhere.home, elsewhere.sources)).toMatchObject({
      agrees: true,
      then: { decision: { outcome: 'deny' } },
    });
  });

  it('reads relative paths from where the session was', async () => {
    const { home, sources } = await setUp({ args: { path: 'p/x' } });
    expect((await explain(home, sources)).then?.decision?.outcome).toBe('allow');
  });

  it('has no judgement where no policy was asked', async () => {
    const { home, sources } = await setUp({ policySet: null });
    expect(await explain(home, sources)).toMatchObject({ fate: null, then: null, now: null });
  });

  it('takes an outcome for its decision, and no event for one', async () => {
    const home = await homeWith([call()]);
    const sources = { given: [], folder: home.policies };
    expect((await explain(home, sources, '00:3')).line.seq).toBe(2);
    const ask = (id: string) => explainDecision(id, { home, sources, cwd: '/' });
    expect(await ask('00:1')).toEqual({ kind: 'no-decision' });
    expect(await ask('00:99')).toEqual({ kind: 'not-found', unreadable: [] });
    expect(await ask('x')).toEqual({ kind: 'no-id' });
  });
});

describe('lastDecision', () => {
  it('is the newest that fits, whatever was decided', async () => {
    const home = await homeWith([denied(), call({ effect: 'observe_deny' }), call({ action: 'write' })]);
    expect((await lastDecision(home, {}))?.action).toBe('write');
    expect((await lastDecision(home, { effect: 'deny' }))?.seq).toBe(2);
    expect((await lastDecision(home, { action: 'read_file' }))?.effect).toBe('observe_deny');
    expect(await lastDecision(home, { agent: 'nobody' })).toBeNull();
    expect(await lastDecision(home, { effect: 'event' })).toBeNull();
  });
});
