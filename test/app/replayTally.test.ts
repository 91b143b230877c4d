import { describe, expect, it } from 'vitest';

import type { RecordedDecision } from '../../src/app/recordedDecisions.ts';
import { ReplayTally } from '../../src/app/replayTally.ts';
import { sealEntry } from '../../src/audit/seal.ts';
import type { Fate } from '../../src/authz/authoring/fate.ts';
import type { Decision } from '../../src/authz/decision.ts';
import { decision } from '../support/drafts.ts';
import { requestOf } from '../support/policyOf.ts';

function recorded(seq: number, action = 'read'): RecordedDecision {
  const draft = decision({ rules: [{ policy: 'old', rule: 'r' }] });
  const random = (bytes: number) => new Uint8Array(bytes);
  const { entry } = sealEntry(draft, { shard: '00', seq, prevHash: '', note: null, args: 'none', random });
  if (entry.record_phase !== 'pre_execution') throw new Error('no decision');
  return { shard: '00', entry, cwd: null, request: requestOf({ action }), gap: null };
}

const DECISION: Decision = {
  outcome: 'deny',
  observed: false,
  mode: 'enforce',
  determining: [{ policy: 'new', rule: 'x' }],
  reason: 'why',
  nearMiss: null,
  obligations: [],
  errors: [],
  owasp: [],
};

describe('ReplayTally', () => {
  it('counts alike changes together, with some of the entries', () => {
    const tally = new ReplayTally();
    for (let seq = 0; seq < 5; seq++) tally.add(recorded(seq), 'through', 'deny', DECISION);
    tally.add(recorded(9, 'write'), 'through', 'deny', DECISION);
    expect(tally.changed).toBe(6);
    expect(tally.changes()).toMatchObject([
      {
        name: 'read',
        before: ['old/r'],
        after: ['new/x'],
        reason: 'why',
        count: 5,
        examples: ['00:0', '00:1', '00:2'],
      },
      { name: 'write', count: 1, examples: ['00:9'] },
    ]);
  });

  it('puts first what would no longer go through, however seldom', () => {
    const tally = new ReplayTally();
    const add = (from: Fate, to: Fate, times: number) => {
      for (let i = 0; i < times; i++) tally.add(recorded(i), from, to, DECISION);
    };
    add('deny', 'through', 9);
    add('ask', 'deny', 5);
    add('deny', 'ask', 7);
    add('ask', 'through', 8);
    add('through', 'ask', 2);
    add('through', 'deny', 1);
    expect(tally.changes().map(({ from, to }) => `${from} ${to}`)).toEqual([
      'through deny',
      'through ask',
      'ask deny',
      'deny through',
      'ask through',
      'deny ask',
    ]);
  });

  it('stays bounded', () => {
    const tally = new ReplayTally();
    for (let i = 0; i < 3000; i++) tally.add(recorded(i, `tool${i}`), 'through', 'deny', DECISION);
    expect(tally.changed).toBe(3000);
    expect(tally.changes()).toHaveLength(1000);
  });
});
