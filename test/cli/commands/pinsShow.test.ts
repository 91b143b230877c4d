import { describe, expect, it } from 'vitest';
import { driftedHome, pin } from '../../app/pinSupport.ts';
import { seen, tool } from '../../pins/support.ts';
import { emptyHome, expectHarmless, HOSTILE, run } from '../home.ts';

describe('leash pins show', () => {
  it('shows the tools of a server', async () => {
    const { exitCode, out } = await run(await driftedHome(emptyHome()), ['pins', 'show', 'srv']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^notes +accepted +first-sight +low +none /m);
    expect(out).toMatch(/^notes +waiting +changed +low +block /m);
  });

  it('shows all that a tool says', async () => {
    const { out } = await run(await driftedHome(emptyHome()), ['pins', 'show', 'srv', 'notes']);
    expect(out).toContain('/description: + "Shows notes."');
    expect(out).toMatch(/^sha256:[0-9a-f]{64}$/m);
  });

  it('prints JSON', async () => {
    const { out } = await run(await driftedHome(emptyHome()), ['pins', 'show', 'srv', '--json']);
    expect(JSON.parse(out)).toMatchObject([
      { name: 'notes', state: 'accepted' },
      { name: 'read' },
      { state: 'waiting' },
    ]);
  });

  it('sends nothing that a terminal obeys', async () => {
    const home = emptyHome();
    await pin(home, 'srv', [seen(tool(HOSTILE, HOSTILE))]);
    expectHarmless((await run(home, ['pins', 'show', 'srv'])).out);
    expectHarmless((await run(home, ['pins', 'show', 'srv', HOSTILE])).out);
  });
});
