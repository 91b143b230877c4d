import { describe, expect, it } from 'vitest';
import { emptyHome, jsonOf, run } from '../home.ts';

describe('leash agents update', () => {
  it('changes what is said, and leaves the rest', async () => {
    const home = emptyHome();
    await run(home, ['agents', 'register', 'claude', '--vendor', 'acme', '--label', 'a=b']);
    const changed = jsonOf(await run(home, ['agents', 'update', 'claude', '--label', 'c=d', '--json']));
    expect(changed).toMatchObject({ name: 'claude', vendor: 'acme', labels: { c: 'd' } });
    expect((await run(home, ['agents', 'update', 'claude', '--type', 'coding'])).out).toContain('coding');
  });

  it('wants something to change, and somebody', async () => {
    const home = emptyHome();
    await run(home, ['agents', 'register', 'claude']);
    expect((await run(home, ['agents', 'update', 'claude'])).err).toContain('nothing to change');
    expect((await run(home, ['agents', 'update', 'nobody', '--type', 'x'])).exitCode).toBe(2);
  });
});
