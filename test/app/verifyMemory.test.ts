import { statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { memoryPath, readMemory, writeMemory } from '../../src/app/verifyMemory.ts';
import { tempHome } from '../support/tempHome.ts';

const ROOT = new Uint8Array(32).fill(7);
const ROOT_TEXT = Buffer.from(ROOT).toString('base64');

describe("the verifier's memory", () => {
  it('is none at first, and then what was written', async () => {
    const home = tempHome();
    expect(await readMemory(home)).toBeNull();
    const memory = { rootKey: 'key', logs: new Map([['00', { size: 12, root: ROOT }]]) };
    await writeMemory(home, memory);
    const read = await readMemory(home);
    expect(read).toMatchObject({ rootKey: 'key' });
    expect(read !== null && read !== 'damaged' && [...read.logs]).toEqual([
      ['00', { size: 12, root: Buffer.from(ROOT) }],
    ]);
    if (process.platform !== 'win32') expect(statSync(memoryPath(home)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['another version', `{"v":2,"root_key":"k","logs":{}}`],
    ['no key', `{"v":1,"logs":{}}`],
    ['no logs', `{"v":1,"root_key":"k","logs":[]}`],
    ['a size that is none', `{"v":1,"root_key":"k","logs":{"00":{"size":"9","root":"${ROOT_TEXT}"}}}`],
    ['a size that cannot be', `{"v":1,"root_key":"k","logs":{"00":{"size":1.5,"root":"${ROOT_TEXT}"}}}`],
    ['a root that is none', `{"v":1,"root_key":"k","logs":{"00":{"size":9,"root":"AAAA"}}}`],
  ])('is damaged when it holds %s, and not taken for none', async (_, text) => {
    const home = tempHome();
    writeFileSync(memoryPath(home), text);
    expect(await readMemory(home)).toBe('damaged');
  });

  it('knows a log by any name, also one that every object has', async () => {
    const home = tempHome();
    writeFileSync(memoryPath(home), `{"v":1,"root_key":"k","logs":{"__proto__":{"size":9,"root":"${ROOT_TEXT}"}}}`);
    const read = await readMemory(home);
    expect(read !== null && read !== 'damaged' && [...read.logs.keys()]).toEqual(['__proto__']);
  });
});
