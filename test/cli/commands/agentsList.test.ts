import { describe, expect, it } from 'vitest';
import { emptyHome, run } from '../home.ts';

describe('leash agents list', () => {
  it('lists those who are registered, and those who are deleted with --all', async () => {
    const home = emptyHome();
    expect((await run(home, ['agents', 'list'])).out).toContain('no agent is registered');
    for (const name of ['claude', 'other']) await run(home, ['agents', 'register', name]);
    await run(home, ['agents', 'delete', 'other', '--yes']);
    const some = await run(home, ['agents', 'list']);
    expect([some.exitCode, some.out.includes('claude'), some.out.includes('other')]).toEqual([0, true, false]);
    const all = JSON.parse((await run(home, ['agents', 'list', '--all', '--json'])).out) as { status: string }[];
    expect(all.map(({ status }) => status)).toEqual(['active', 'deleted']);
  });
});
