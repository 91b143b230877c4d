import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { keptBook } from '../../src/app/keptBook.ts';
import { hashOfSet, keepPolicySet } from '../../src/edge/policyArchive.ts';
import { readPolicySet } from '../../src/edge/policyFile.ts';
import { requestOf } from '../support/policyOf.ts';
import { tempHome } from '../support/tempHome.ts';

const BUILTINS = readdirSync(join(import.meta.dirname, '../../policies')).map((file) => file.replace('.yaml', ''));
const environment = { cwd: '/data', home: '/h', realpath: null };

describe('keptBook', () => {
  it.each(BUILTINS)('is the set that was kept: %s', async (name) => {
    const home = tempHome();
    const set = await readPolicySet({ given: [`builtin:${name}`], folder: '' });
    await keepPolicySet(home, set);
    const book = await keptBook(home, set.hash);
    expect(book?.policies.map((each) => each.name)).toEqual(set.policies.map((each) => each.name));
    expect(book?.floor.rules.length).toBe(set.floor.rules.length);
    const decided = book?.decide({ request: requestOf({ action: 'read_file' }), whole: true, environment });
    expect(decided === undefined).toBe(false);
  });

  it('is nothing where the set was not kept, or cannot be read', async () => {
    const home = tempHome();
    expect(await keptBook(home, `sha256:${'0'.repeat(64)}`)).toBeNull();
    for (const text of ['{"floor":{},"policies":[]}', 'no JSON', '{"policies":"x"}', '[]']) {
      await keepPolicySet(home, { text, hash: hashOfSet(text) });
      expect(await keptBook(home, hashOfSet(text))).toBeNull();
    }
  });
});
