import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { loadRegexCompiler, usesRegex } from '../../../src/authz/matchers/regex.ts';
import { sourceOf } from './support.ts';

describe('usesRegex', () => {
  it.each([
    [{ rules: [{ args: { sql: { matches: 'SELECT .*' } } }] }, true],
    [{ rules: [{ args: { list: { each: { not: { matches: 'a' } } } } }] }, true],
    [{ rules: [{ args: { sql: { glob: 'matches' } }, reason: 'matches' }] }, false],
    ['matches', false],
    [[], false],
  ])('of %j says %s', (document, expected) => {
    expect(usesRegex(sourceOf(document))).toBe(expected);
  });

  it('does not overflow on a deep document', () => {
    let node = sourceOf({ matches: 'a' });
    for (let depth = 0; depth < 100_000; depth++) node = { kind: 'seq', at: node.at, items: [node] };
    expect(usesRegex(node)).toBe(true);
  });
});

describe('loadRegexCompiler', () => {
  it('compiles RE2 to a test of the whole text', async () => {
    const compiled = (await loadRegexCompiler())('a+');
    expect('error' in compiled ? null : [compiled.test('aa'), compiled.test('ab')]).toEqual([true, false]);
  });

  it('says what is wrong with a pattern', async () => {
    expect((await loadRegexCompiler())('(')).toEqual({ error: expect.stringContaining('missing closing') as string });
  });
});

describe('the engine', () => {
  it('is no part of what the table of matchers loads', async () => {
    const table = fileURLToPath(new URL('../../../src/authz/matchers/table.ts', import.meta.url));
    const { metafile } = await build({
      entryPoints: [table],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
    });
    const files = Object.keys(metafile.inputs);
    expect(files.some((file) => file.includes('micromatch'))).toBe(true);
    expect(files.filter((file) => file.includes('re2js'))).toEqual([]);
  });
});
