import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { loadRegexCompiler } from '../../../src/authz/matchers/regex.ts';

describe('loadRegexCompiler', () => {
  it('compiles RE2 to a test of the whole text', async () => {
    const compiled = (await loadRegexCompiler())('a+');
    expect('error' in compiled ? null : [compiled.test('aa'), compiled.test('ab')]).toEqual([true, false]);
  });

  it('compiles it to a search in a text, too', async () => {
    const compiled = (await loadRegexCompiler())('a+$');
    expect('error' in compiled ? null : [compiled.search('xa'), compiled.search('ax')]).toEqual([true, false]);
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
