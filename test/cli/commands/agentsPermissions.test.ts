import { describe, expect, it } from 'vitest';
import { pin } from '../../app/pinSupport.ts';
import { seen, tool } from '../../pins/support.ts';
import { addPolicy, emptyHome, jsonOf, run } from '../home.ts';

describe('leash agents permissions', () => {
  it('shows what the policies let an agent do, tool by tool', async () => {
    const home = emptyHome();
    await pin(home, 'srv', [seen(tool('read')), seen(tool('write'))]);
    addPolicy(
      home,
      'one.yaml',
      'name: one\nagents: [claude]\nrules:\n  - { action: read, effect: allow, reason: fine }\n',
    );
    await run(home, ['agents', 'register', 'claude']);
    const { exitCode, out } = await run(home, ['agents', 'permissions', 'claude']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/srv +read +allow +one\/one#1/);
    expect(out).toMatch(/srv +write +deny/);
    const only = await run(home, ['agents', 'permissions', 'claude', '--server', 'other', '--json']);
    expect(jsonOf(only)).toMatchObject({ permissions: [] });
    expect((await run(home, ['agents', 'permissions', 'claude', '--server', 'other'])).out).toContain(
      'no tool is known',
    );
  });
});
