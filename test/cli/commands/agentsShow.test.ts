import { describe, expect, it } from 'vitest';
import { emptyHome, jsonOf, run } from '../home.ts';

describe('leash agents show', () => {
  it('shows an agent by its name or id, and knows no other', async () => {
    const home = emptyHome();
    await run(home, ['agents', 'register', 'claude', '--description', 'writes code']);
    expect((await run(home, ['agents', 'show', 'claude'])).out).toContain('writes code');
    const shown = jsonOf(await run(home, ['agents', 'show', 'claude', '--json']));
    expect(jsonOf(await run(home, ['agents', 'show', String(shown['id']), '--json']))).toEqual(shown);
    const { exitCode, err } = await run(home, ['agents', 'show', 'cluade']);
    expect([exitCode, err.includes('did you mean `claude`')]).toEqual([2, true]);
  });
});
