import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runLeash } from '../../src/cli/runLeash.ts';
import { tempHome } from '../support/tempHome.ts';

/** A process of which only the words, the streams, the signals and the exit code are there. */
function processWith(...words: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const parts = { argv: ['node', 'leash', ...words], env: {}, stdout, stderr, exitCode: undefined as unknown };
  const fake = Object.assign(new EventEmitter(), parts);
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

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'])(
    'ends a server well by %s, and listens for no signal after it',
    async (signal) => {
      const { fake, text } = processWith('start', '--listen', '0', '--json', '--home', tempHome().root);
      const running = runLeash(fake as never);
      let said = '';
      await expect.poll(() => (said += text()), { timeout: 5000 }).toContain('"url"');
      const { url } = JSON.parse(said) as { readonly url: string };
      expect((await fetch(`${url}/health`)).status).toBe(200);
      fake.emit(signal);
      await running;
      expect(fake.exitCode).toBe(0);
      await expect(fetch(`${url}/health`)).rejects.toThrow();
      expect(fake.eventNames()).toEqual([]);
    },
  );
});
