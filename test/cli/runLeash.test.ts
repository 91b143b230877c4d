import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runLeash } from '../../src/cli/runLeash.ts';

/** A process of which only the words, the streams and the exit code are there. */
function processWith(...words: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const once = () => undefined;
  const fake = { argv: ['node', 'leash', ...words], env: {}, stdout, stderr, once, exitCode: undefined as unknown };
  return { fake, text: () => String(stdout.read() ?? '') };
}

describe('runLeash', () => {
  it('runs the words of the process, and leaves it the exit code', async () => {
    const { fake, text } = processWith('--version');
    await runLeash(fake as never);
    expect(fake.exitCode).toBe(0);
    expect(text()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('leaves it another where the words are wrong', async () => {
    const { fake } = processWith('nonsense');
    await runLeash(fake as never);
    expect(fake.exitCode).toBe(2);
  });
});
