import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

import { parseVkey } from '../../../src/audit/vkey.ts';
import type { Home } from '../../../src/edge/home.ts';
import { copyOf, emptyHome, filledHome, jsonOf, run } from '../home.ts';

let home: Home;
beforeAll(async () => {
  home = await filledHome();
});

describe('leash keys show', () => {
  it('prints the public keys, each as verifiers take it', async () => {
    const { exitCode, out, err } = await run(home, ['keys', 'show']);
    expect([exitCode, err]).toEqual([0, '']);
    const fields = out
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(0, 11).trim(), line.slice(11)]);
    expect(fields.map(([name]) => name)).toEqual(['home', 'root', 'log index', 'log 00']);
    for (const [, key = ''] of fields.slice(1)) expect(parseVkey(key)).not.toBeNull();
  });

  it('prints JSON with stable keys, and no private half', async () => {
    const { out } = await run(home, ['keys', 'show', '--json']);
    const keys = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(keys)).toEqual(['homeId', 'root', 'epochs']);
    expect(keys['epochs']).toEqual([
      { shard: 'index', key: expect.stringContaining('/index+') as string },
      { shard: '00', key: expect.stringContaining('/00+') as string },
    ]);
    expect(out).not.toMatch(/"d"|PRIVATE/);
  });

  it('says how keys come about where there are none', async () => {
    const place = emptyHome();
    expect(await run(place, ['keys', 'show'])).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('no keys yet') as string,
    });
    expect((await run(place, ['keys', 'show', '--json'])).out).toBe('null\n');
  });

  it('ends with 3 for a key that others can read, and says what to do', async () => {
    const place = copyOf(home);
    chmodSync(join(place.keys, 'root.jwk'), 0o644);
    const { exitCode, out, err } = await run(place, ['keys', 'show']);
    expect([exitCode, out]).toEqual([3, '']);
    expect(err).toContain('chmod 600');
  });

  it('refuses words that it does not know', async () => {
    expect((await run(home, ['keys', 'show', 'root'])).exitCode).toBe(2);
    expect(jsonOf(await run(home, ['keys', 'show', '--json']))['homeId']).toMatch(/^[0-9a-f]{16}$/);
  });
});
