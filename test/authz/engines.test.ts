import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { loadEngines } from '../../src/authz/engines.ts';
import { nodeOf } from '../support/policyOf.ts';

describe('loadEngines', () => {
  it.each([
    [{ rules: [{ args: { sql: { matches: 'SELECT .*' } } }] }, true, false],
    [{ rules: [{ args: { list: { each: { not: { matches: 'a' } } } } }] }, true, false],
    [{ rules: [{ args: { sql: { glob: 'matches' } }, reason: 'matches when' }] }, false, false],
    [{ rules: [{ when: 'tool.pinned' }] }, false, true],
    [{ rules: [{ when: 'args.a.matches("b")' }] }, true, true],
    [{ rules: [{ when: 3 }] }, false, true],
    ['matches', false, false],
    [[], false, false],
  ])('for %j loads the regular expressions: %s, CEL: %s', async (document, regex, when) => {
    const engines = await loadEngines(nodeOf(document));
    expect([engines.regex !== null, engines.when !== null]).toEqual([regex, when]);
  });

  it('does not overflow on a deep document', async () => {
    let node = nodeOf({ when: 'a' });
    for (let depth = 0; depth < 100_000; depth++) node = { kind: 'seq', at: node.at, items: [node] };
    expect((await loadEngines(node)).when).not.toBeNull();
  });
});

describe('the engines', () => {
  it('are no part of what parsing loads', async () => {
    const entry = fileURLToPath(new URL('../../src/authz/engines.ts', import.meta.url));
    const { outputs } = (
      await build({
        entryPoints: [entry],
        bundle: true,
        splitting: true,
        outdir: 'out',
        write: false,
        metafile: true,
        platform: 'node',
        format: 'esm',
      })
    ).metafile;
    const main = Object.keys(outputs['out/engines.js']?.inputs ?? {});
    const all = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
    for (const engine of ['re2js', 'cel-js']) {
      expect(main.filter((file) => file.includes(`/${engine}/`))).toEqual([]);
      expect(all.some((file) => file.includes(`/${engine}/`))).toBe(true);
    }
  });
});
