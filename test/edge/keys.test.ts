import { chmodSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import {
  createEpochKey,
  createNextKey,
  discardNextKey,
  homeId,
  promoteNextKey,
  readEpochKeys,
  readRootKey,
  rootKey,
} from '../../src/edge/keys.ts';
import { tempHome } from '../support/tempHome.ts';

const onUnix = process.platform !== 'win32';

describe('the root key', () => {
  it('is made on first use and read from then on', async () => {
    const home = tempHome();
    expect(await readRootKey(home)).toBeNull();
    const made = await rootKey(home);
    expect((await rootKey(home)).publicKey).toEqual(made.publicKey);
    expect((await readRootKey(home))?.publicKey).toEqual(made.publicKey);
    if (onUnix) expect(statSync(join(home.keys, 'root.jwk')).mode & 0o777).toBe(0o600);
  });

  it('is one key however many ask for it at once', async () => {
    const home = tempHome();
    const keys = await Promise.all(Array.from({ length: 16 }, () => rootKey(home)));
    expect(new Set(keys.map((key) => homeId(key))).size).toBe(1);
  });

  it('names the home by 16 hex digits', async () => {
    const [one, other] = [await rootKey(tempHome()), await rootKey(tempHome())];
    expect(homeId(one)).toMatch(/^[0-9a-f]{16}$/);
    expect(homeId(other)).not.toBe(homeId(one));
  });

  it('is a JWK that other programs can read', async () => {
    const home = tempHome();
    const { publicKey } = await rootKey(home);
    const jwk = JSON.parse(readFileSync(join(home.keys, 'root.jwk'), 'utf8')) as Record<string, string>;
    expect(jwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') });
  });
});

describe('a key file', () => {
  it.runIf(onUnix).each([0o640, 0o604, 0o620, 0o660, 0o644])('is refused with mode %o', async (mode) => {
    const home = tempHome();
    await rootKey(home);
    chmodSync(join(home.keys, 'root.jwk'), mode);
    await expect(rootKey(home)).rejects.toMatchObject({ code: 'ERR_KEY_UNREADABLE' });
    chmodSync(join(home.keys, 'root.jwk'), 0o600);
    await expect(rootKey(home)).resolves.toBeDefined();
  });

  it.runIf(onUnix)('is refused when it is a link, even to a good key', async () => {
    const home = tempHome();
    await rootKey(home);
    renameSync(join(home.keys, 'root.jwk'), join(home.keys, 'elsewhere.jwk'));
    symlinkSync(join(home.keys, 'elsewhere.jwk'), join(home.keys, 'root.jwk'));
    await expect(rootKey(home)).rejects.toMatchObject({ code: 'ERR_KEY_UNREADABLE' });
  });

  it.each([
    ['empty', ''],
    ['no JSON', 'SECRET-MATERIAL'],
    ['no object', 'null'],
    ['a public key', '{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'],
    ['of another curve', '{"kty":"OKP","crv":"X25519","d":"AA","x":"AA"}'],
    ['cut short', '{"kty":"OKP","crv":"Ed25519","d":"AAAA","x":"AAAA"}'],
    [
      'made of two halves that do not match',
      '{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"22qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}',
    ],
    ['far too large', ' '.repeat(5000)],
  ])('is refused when it is %s, and what it holds is not repeated', async (_, text) => {
    const home = tempHome();
    writeFileSync(join(home.keys, 'root.jwk'), text, { mode: 0o600 });
    const error: unknown = await rootKey(home).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_KEY_UNREADABLE' });
    expect(String(error)).toContain('root.jwk');
    for (let at: unknown = error; at instanceof Error; at = at.cause) expect(at.message).not.toContain('SECRET');
  });

  it('is accepted as RFC 8037 gives it', async () => {
    const home = tempHome();
    const text =
      '{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}';
    writeFileSync(join(home.keys, 'root.jwk'), text, { mode: 0o600 });
    expect(Buffer.from((await rootKey(home)).publicKey).toString('base64url')).toBe(
      '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    );
  });
});

describe('epoch keys', () => {
  it('are none before the first', async () => {
    expect(await readEpochKeys(tempHome(), '00')).toEqual({ current: null, next: null });
  });

  it('give way to their successor, whose file is then gone', async () => {
    const home = tempHome();
    await createEpochKey(home, '00');
    const next = await createNextKey(home, '00');
    expect((await readEpochKeys(home, '00')).next?.publicKey).toEqual(next.publicKey);
    await promoteNextKey(home, '00');
    const after = await readEpochKeys(home, '00');
    expect(after.current?.publicKey).toEqual(next.publicKey);
    expect(after.next).toBeNull();
  });

  it('stay in force when the successor is discarded', async () => {
    const home = tempHome();
    const current = await createEpochKey(home, '00');
    await createNextKey(home, '00');
    await discardNextKey(home, '00');
    const after = await readEpochKeys(home, '00');
    expect(after.current?.publicKey).toEqual(current.publicKey);
    expect(after.next).toBeNull();
  });

  it('are one for each slot', async () => {
    const home = tempHome();
    await createEpochKey(home, '00');
    expect((await readEpochKeys(home, '01')).current).toBeNull();
  });

  it('cannot be stored where there is no folder', async () => {
    const home = { ...tempHome(), keys: '/nonexistent/keys' };
    await expect(createEpochKey(home, '00')).rejects.toMatchObject({ code: 'ERR_KEY_UNREADABLE' });
  });
});
