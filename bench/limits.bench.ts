import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, bench, describe } from 'vitest';
import { locateHome } from '../src/edge/home.ts';
import { openLimitStore } from '../src/edge/limitStore.ts';

const folder = mkdtempSync(join(tmpdir(), 'leash-bench-'));
const store = openLimitStore({ home: locateHome(folder, {}), warn: (message) => console.error(message) });
const HOUR = 3_600_000;
let key = 0;

afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('counting calls', () => {
  const take = (max: number) => store.take([{ key: `k${max}.${key}`, max, windowMs: HOUR }], Date.now());
  bench('one at a time, granted', async () => {
    key += 1;
    await take(10);
  });
  bench('one at a time, denied', async () => {
    await take(1);
  });
  bench('64 at once on one limit', async () => {
    await Promise.all(Array.from({ length: 64 }, () => take(1_000_000)));
  });
  bench('one at a time, with two limits of 10,000 an hour', async () => {
    const places = ['a', 'b'].map((name) => ({ key: name, max: 10_000, windowMs: HOUR }));
    await store.take(places, Date.now());
  });
});
