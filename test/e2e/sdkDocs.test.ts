import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runIn, userFolder } from './sdkFolder.ts';

const root = resolve(import.meta.dirname, '../..');
const examples = readdirSync(join(root, 'examples')).map((file) => readFileSync(join(root, 'examples', file), 'utf8'));

/** The code of a page, as it stands between its fences. */
function fences(page: string, language: string): string[] {
  const text = readFileSync(join(root, 'docs', page), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code);
}

describe('the pages about the SDKs', () => {
  it.each([
    ['sdk.md', 'js', 8],
    ['python.md', 'python', 4],
  ])('show in %s only what stands in the examples, which are run', (page, language, least) => {
    const shown = fences(page, language);
    expect(shown.length).toBeGreaterThanOrEqual(least);
    const missing = shown.filter((code) => !examples.some((example) => example.includes(code)));
    expect(missing).toEqual([]);
  });

  it('are right about what is judged', async () => {
    const folder = userFolder();
    onTestFinished(() => folder.remove());
    const run = await runIn(folder, [process.execPath, 'arguments.mjs']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^true\nfalse .+\n# The policy of the examples.+\n$/);
  });
});
