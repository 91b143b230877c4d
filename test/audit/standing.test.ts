import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { BEGINNING, pendingHash } from '../../src/audit/standing.ts';

it('names a checkpoint by its hash, and the one before the first by zeros', () => {
  const pending = { text: 'note', seq: 1, recordId: null, signature: 'unverified' } as const;
  expect(pendingHash(pending)).toBe(createHash('sha256').update('note').digest('hex'));
  expect(pendingHash(BEGINNING.pending)).toBe('0'.repeat(64));
});
