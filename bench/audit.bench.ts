import { randomBytes } from 'node:crypto';
import { bench, describe } from 'vitest';
import { EMPTY_CHAIN, sealBatch } from '../src/audit/chain.ts';
import { createVerifier } from '../src/audit/verify.ts';
import { decision, EPOCH_KEYS, ORIGIN, sampleLog } from '../test/audit/sampleLog.ts';

const [signer] = EPOCH_KEYS;
if (signer === undefined) throw new Error('the sample log has no key');

describe('sealing', () => {
  for (const size of [1, 64]) {
    const drafts = Array.from({ length: size }, (_, i) => decision(i));
    const context = { shard: '00', signer, args: 'committed', random: randomBytes } as const;
    bench(`a commit of ${size}, with its checkpoint`, () => void sealBatch(EMPTY_CHAIN, drafts, context));
  }
});

describe('verifying', () => {
  const { rows } = sampleLog();
  bench(`a log of ${rows.length} entries`, () => {
    const verifier = createVerifier({ shard: '00', rootKey: null, origin: ORIGIN, held: [], head: null });
    for (const row of rows) verifier.push(row);
    if (verifier.finish().findings.length > 0) throw new Error('the sample log does not verify');
  });
});
