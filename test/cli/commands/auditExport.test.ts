import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { shardPath } from '../../../src/edge/openShardLog.ts';
import type { Home } from '../../../src/edge/home.ts';
import { copyOf, emptyFolder, emptyHome, expectHarmless, filledHome, linesOf, run } from '../home.ts';

let home: Home;
beforeAll(async () => {
  home = await filledHome();
});

const exported = (...words: string[]) => run(home, ['audit', 'export', ...words]);

describe('leash audit export', () => {
  it('writes a line for each entry, oldest first', async () => {
    const ran = await exported();
    expect([ran.exitCode, ran.err]).toEqual([0, '']);
    expect(linesOf(ran).map(({ place }) => place)).toEqual(Array.from({ length: 9 }, (_, n) => `00:${n}`));
  });

  it.each(['jsonl', 'csv', 'ocsf', 'aat'])('writes %s that no terminal obeys', async (format) => {
    const { exitCode, out } = await run(home, ['audit', 'export', '--format', format], { outColumns: 200 });
    expect(exitCode).toBe(0);
    expect(out).toContain('write_file');
    expectHarmless(out);
  });

  it('writes what the filters pick into a file of its own, and never over another', async () => {
    const file = join(emptyFolder(), 'denials.csv');
    const { exitCode, out, err } = await exported('--format', 'csv', '--effect', 'deny', '--out', file);
    expect([exitCode, out]).toEqual([0, '']);
    expect(err).toContain(`wrote ${file}`);
    const text = readFileSync(file, 'utf8');
    expect(text.split('\r\n')).toHaveLength(4);
    expect((await exported('--out', file)).exitCode).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('ends with 3 where a part is missing, after all that there is', async () => {
    const place = copyOf(home);
    writeFileSync(shardPath(place, '01'), 'this is no database, and long enough to be sure of it'.repeat(40));
    const ran = await run(place, ['audit', 'export']);
    expect(ran.exitCode).toBe(3);
    expect(linesOf(ran)).toHaveLength(9);
    expect(ran.err).toContain('the export is not complete');
  });

  it('stops where somebody wants it to', async () => {
    const { exitCode, out } = await run(home, ['audit', 'export'], { signal: AbortSignal.abort() });
    expect([exitCode, out]).toEqual([130, '']);
  });

  it.each(['--format xml', '--effect maybe'])('refuses %s', async (words) => {
    expect((await exported(...words.split(' '))).exitCode).toBe(2);
  });

  it('writes nothing of a home without a log', async () => {
    expect(await run(emptyHome(), ['audit', 'export'])).toEqual({ exitCode: 0, out: '', err: '' });
  });
});
