import { describe, expect, it } from 'vitest';
import { emptyHome, jsonOf, run } from '../home.ts';

describe('leash completion', () => {
  it.each(['bash', 'zsh', 'fish'])('prints what teaches %s the words', async (shell) => {
    const { exitCode, out, err } = await run(emptyHome(), ['completion', shell]);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain('policy');
    expect(jsonOf(await run(emptyHome(), ['completion', shell, '--json']))).toMatchObject({
      shell,
      script: expect.stringContaining('completion') as string,
    });
  });

  it.each([[['powershell']], [[]], [['bash', 'zsh']]])('takes one shell that it knows, not %j', async (words) => {
    expect((await run(emptyHome(), ['completion', ...words])).exitCode).toBe(2);
  });
});
