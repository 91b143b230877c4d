import { expect, it } from 'vitest';
import { BURSTS } from '../../../src/app/auditScan/bursts.ts';
import { KINDS } from '../../../src/app/auditScan/kinds.ts';
import { SEQUENCES } from '../../../src/app/auditScan/sequences.ts';

it('has words for each kind that are sentences, and no two of one title', () => {
  const kinds = Object.values(KINDS);
  for (const { why, remedy } of kinds)
    for (const text of [why, remedy]) expect(text).toMatch(/^[A-Z].*[.]$|^[A-Z].*`$/);
  expect(new Set(kinds.map(({ title }) => title)).size).toBe(kinds.length);
});

it('knows every kind that a pattern names', () => {
  for (const { kind } of [...SEQUENCES, ...BURSTS]) expect(KINDS).toHaveProperty(kind);
});
