import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Instant } from '../../src/audit/entry.ts';
import { verifyCertificate } from '../../src/audit/epoch.ts';
import type { Home } from '../../src/edge/home.ts';
import type { EpochSigner, SignerOptions } from '../../src/edge/epochSigner.ts';
import { beginSigner, resumeSigner } from '../../src/edge/epochSigner.ts';
import { homeId, readEpochKeys, rootKey } from '../../src/edge/keys.ts';
import { tempHome } from '../support/tempHome.ts';

const DAY = 86_400_000;
const START: Instant = { ms: 1_000 * DAY, monoNs: 0 };
const ORIGIN = 'leash/test/00';

interface Setup {
  readonly home: Home;
  readonly warnings: string[];
  readonly options: SignerOptions;
  readonly signer: EpochSigner;
  readonly certificate: string;
}

async function begun(): Promise<Setup> {
  const home = tempHome();
  const warnings: string[] = [];
  const options = {
    home,
    slot: '00',
    origin: ORIGIN,
    settings: { rotateEntries: 100, rotateMs: DAY },
    warn: (message: string) => void warnings.push(message),
  };
  return { home, warnings, options, ...(await beginSigner(options, await rootKey(home), START)) };
}

function later(ms: number): Instant {
  return { ms: START.ms + ms, monoNs: ms * 1e6 };
}

function certificateOf(draft: { readonly detail: { readonly [key: string]: unknown } } | null): string {
  return String(draft?.detail['certificate']);
}

describe('the first key of a log', () => {
  it('is certified by the root key', async () => {
    const { home, signer, certificate } = await begun();
    const root = await rootKey(home);
    const issuer = { name: `leash-root/${homeId(root)}`, publicKey: root.publicKey };
    const key = verifyCertificate(certificate, issuer);
    expect(key).toEqual({ name: ORIGIN, epoch: 0, publicKey: signer.signer.publicKey });
    expect(verifyCertificate(certificate, { ...issuer, publicKey: signer.signer.publicKey })).toBeNull();
  });

  it('is not one that was used before', async () => {
    const { home, options, signer } = await begun();
    const again = await beginSigner(options, await rootKey(home), START);
    expect(again.signer.signer.publicKey).not.toEqual(signer.signer.publicKey);
  });
});

describe('rotation', () => {
  it.each([
    ['after its time', 1, DAY, true],
    ['not a moment before', 99, DAY - 1, false],
    ['after its entries', 100, 0, true],
    ['not when the clock steps back', 99, -5 * DAY, false],
  ])('is due %s', async (_, size, ms, due) => {
    const { signer } = await begun();
    expect((await signer.rotation(size, { ms: START.ms + ms, monoNs: 1 })) !== null).toBe(due);
  });

  it('names the successor under the key in force, which signs until the entry is durable', async () => {
    const { signer } = await begun();
    const old = signer.signer;
    const draft = await signer.rotation(100, later(1));
    expect(draft).toMatchObject({ event: 'key_rotated', detail: { epoch: 1 } });
    const next = verifyCertificate(certificateOf(draft), old);
    expect(signer.signer.publicKey).toEqual(old.publicKey);
    await signer.rotated(100, START.ms + 1);
    expect(signer.signer.publicKey).toEqual(next?.publicKey);
    expect(signer.signer.publicKey).not.toEqual(old.publicKey);
  });

  it('leaves no copy of the old private half', async () => {
    const { home, signer } = await begun();
    const before = readFileSync(join(home.keys, 'epoch-00.jwk'), 'utf8');
    await signer.rotation(100, later(1));
    await signer.rotated(100, START.ms + 1);
    expect(existsSync(join(home.keys, 'epoch-00.next.jwk'))).toBe(false);
    expect(readFileSync(join(home.keys, 'epoch-00.jwk'), 'utf8')).not.toBe(before);
    expect((await readEpochKeys(home, '00')).current?.publicKey).toEqual(signer.signer.publicKey);
  });

  it('starts the successor with full time and entries', async () => {
    const { signer } = await begun();
    await signer.rotation(100, later(5));
    await signer.rotated(100, START.ms + 5);
    expect(await signer.rotation(199, later(DAY + 4))).toBeNull();
    expect(await signer.rotation(200, later(6))).toMatchObject({ detail: { epoch: 2 } });
  });

  it('that was not written makes another successor', async () => {
    const { signer } = await begun();
    const first = certificateOf(await signer.rotation(100, later(1)));
    const second = certificateOf(await signer.rotation(100, later(2)));
    expect(second).not.toBe(first);
    await signer.rotated(100, START.ms + 2);
    expect(second).toContain(Buffer.from(signer.signer.publicKey).toString('base64'));
  });

  it('that cannot store the successor is put off: the key in force signs on', async () => {
    const { home, signer, warnings } = await begun();
    mkdirSync(join(home.keys, 'epoch-00.next.jwk', 'in the way'), { recursive: true });
    const old = signer.signer.publicKey;
    expect(await signer.rotation(100, later(1))).toBeNull();
    expect(signer.signer.publicKey).toEqual(old);
    expect(warnings).toHaveLength(1);
    expect(await signer.rotation(100, later(59_000))).toBeNull();
    expect(warnings).toHaveLength(1);
    rmSync(join(home.keys, 'epoch-00.next.jwk'), { recursive: true });
    expect(await signer.rotation(100, later(61_000))).not.toBeNull();
  });

  it('whose old key could not be removed tries that again before the next', async () => {
    const { home, signer, warnings } = await begun();
    const file = join(home.keys, 'epoch-00.jwk');
    await signer.rotation(100, later(1));
    rmSync(file);
    mkdirSync(join(file, 'in the way'), { recursive: true });
    await signer.rotated(100, START.ms + 1);
    expect(warnings).toHaveLength(1);
    rmSync(file, { recursive: true });
    const inForce = signer.signer.publicKey;
    await signer.rotation(200, later(2));
    const stored = await readEpochKeys(home, '00');
    expect(stored.current?.publicKey).toEqual(inForce);
    await signer.rotated(200, START.ms + 2);
    expect((await readEpochKeys(home, '00')).current?.publicKey).toEqual(signer.signer.publicKey);
  });
});

describe('resumeSigner', () => {
  function named(key: Uint8Array, epoch: number) {
    const chain = { prevHash: '', noteHash: '', frontier: { size: 0, subtrees: [] } };
    return { kind: 'ready', chain, note: '', epochKey: key, epoch, since: { seq: 7, ms: START.ms } } as const;
  }

  it('takes up the key that the log names', async () => {
    const { options, signer } = await begun();
    const resumed = await resumeSigner(options, named(signer.signer.publicKey, 3));
    expect(resumed?.signer.publicKey).toEqual(signer.signer.publicKey);
    expect(await resumed?.rotation(106, later(1))).toBeNull();
    expect(await resumed?.rotation(107, later(1))).toMatchObject({ detail: { epoch: 4 } });
  });

  it('discards a successor that the log does not name', async () => {
    const { home, options, signer } = await begun();
    await signer.rotation(100, later(1));
    const resumed = await resumeSigner(options, named(signer.signer.publicKey, 0));
    expect(resumed?.signer.publicKey).toEqual(signer.signer.publicKey);
    expect((await readEpochKeys(home, '00')).next).toBeNull();
  });

  it('puts a successor that the log names in its place', async () => {
    const { home, options, signer } = await begun();
    await signer.rotation(100, later(1));
    const { next } = await readEpochKeys(home, '00');
    const resumed = await resumeSigner(options, named(next?.publicKey ?? new Uint8Array(), 1));
    expect(resumed?.signer.publicKey).toEqual(next?.publicKey);
    const stored = await readEpochKeys(home, '00');
    expect(stored.current?.publicKey).toEqual(next?.publicKey);
    expect(stored.next).toBeNull();
  });

  it('has nothing to sign with when the key is gone', async () => {
    const { home, options, signer } = await begun();
    const other = await begun();
    copyFileSync(join(other.home.keys, 'epoch-00.jwk'), join(home.keys, 'epoch-00.jwk'));
    expect(await resumeSigner(options, named(signer.signer.publicKey, 0))).toBeNull();
    rmSync(join(home.keys, 'epoch-00.jwk'));
    expect(await resumeSigner(options, named(signer.signer.publicKey, 0))).toBeNull();
  });
});
