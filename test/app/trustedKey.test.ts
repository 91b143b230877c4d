import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { trustedKey } from '../../src/app/trustedKey.ts';
import { encodeVkey } from '../../src/audit/vkey.ts';
import { rootKey, rootVerifier } from '../../src/edge/keys.ts';
import { tempHome } from '../support/tempHome.ts';

async function key() {
  return rootVerifier(await rootKey(tempHome()));
}

describe('trustedKey', () => {
  it('prefers the key of the caller, then the one remembered, then that of the home, then what the log claims', async () => {
    const home = tempHome();
    const [given, remembered] = [await key(), await key()];
    expect(await trustedKey(home, null, null)).toEqual({ key: null, source: 'log' });
    const own = rootVerifier(await rootKey(home));
    expect(await trustedKey(home, null, null)).toEqual({ key: own, source: 'home' });
    expect(await trustedKey(home, null, encodeVkey(remembered))).toEqual({ key: remembered, source: 'remembered' });
    const all = await trustedKey(home, `${encodeVkey(given)}\n`, encodeVkey(remembered));
    expect(all).toEqual({ key: given, source: 'given' });
  });

  it.each(['', 'nonsense', 'name+00000000+AAAA'])('takes no %j for a key', async (text) => {
    await expect(trustedKey(tempHome(), text, null)).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });

  it('does without the key of a home that it may not read', async () => {
    const home = tempHome();
    writeFileSync(join(home.keys, 'root.jwk'), 'no key');
    expect(await trustedKey(home, null, null)).toEqual({ key: null, source: 'log' });
  });
});
