import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { publicKeys } from '../../src/app/keys.ts';
import { parseVkey } from '../../src/audit/vkey.ts';
import { readEpochKeys, rootKey, rootVerifier } from '../../src/edge/keys.ts';
import { calls, openLog, record, session } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

describe('publicKeys', () => {
  it('are none before the first log', async () => expect(await publicKeys(tempHome())).toBeNull());

  it('are the root key, and the key that signs the index and each log now', async () => {
    const home = tempHome();
    const logs = [await openLog(home), await openLog(home)];
    for (const log of logs) await record(log, calls(1));
    for (const log of logs) await log.close();
    const keys = await publicKeys(home);
    const root = rootVerifier(await rootKey(home));
    expect(parseVkey(keys?.root ?? '')).toEqual({ ...root, publicKey: Buffer.from(root.publicKey) });
    expect(keys?.epochs.map(({ shard }) => shard)).toEqual(['index', '00', '01']);
    for (const { shard, key } of keys?.epochs ?? []) {
      const { current } = await readEpochKeys(home, shard);
      const parsed = parseVkey(key);
      expect(parsed?.name).toBe(`leash/${keys?.homeId ?? ''}/${shard}`);
      expect(Buffer.from(parsed?.publicKey ?? []).equals(current?.publicKey ?? Buffer.alloc(0))).toBe(true);
    }
  });

  it('show the successor after a rotation, under the same root', async () => {
    const home = tempHome();
    await session(home, calls(1));
    const before = await publicKeys(home);
    await session(home, calls(12), { settings: { rotateEntries: 5 } });
    const after = await publicKeys(home);
    expect(after?.root).toBe(before?.root);
    expect(after?.epochs[1]?.key).not.toBe(before?.epochs[1]?.key);
  });

  it('leave out a log whose key is gone, and throw for one that cannot be used', async () => {
    const home = tempHome();
    await session(home, calls(1));
    const path = join(home.keys, 'epoch-00.jwk');
    rmSync(path);
    expect((await publicKeys(home))?.epochs.map(({ shard }) => shard)).toEqual(['index']);
    writeFileSync(path, 'no key', { mode: 0o600 });
    await expect(publicKeys(home)).rejects.toMatchObject({ code: 'ERR_KEY_UNREADABLE' });
  });
});
