import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { driftedHome, NOTES, pin } from '../../app/pinSupport.ts';
import { ELSEWHERE, seen } from '../../pins/support.ts';
import { emptyHome, run } from '../home.ts';

describe('leash pins list', () => {
  it('lists servers, what is accepted of each, and what waits', async () => {
    const home = await driftedHome(emptyHome());
    await pin(home, 'srv', [seen(NOTES)], { identity: ELSEWHERE });
    const { exitCode, out, err } = await run(home, ['pins', 'list']);
    expect([exitCode, err]).toEqual([0, '']);
    const [head = '', ...rows] = out.trimEnd().split('\n');
    expect(head).toMatch(/^server +tools +waiting +state +since +started as$/);
    expect(rows[0]).toMatch(/^srv +2 +1 +accepted /);
    expect(rows[1]).toMatch(/^srv +0 +1 +stranger /);
  });

  it('prints JSON with stable keys', async () => {
    const { out } = await run(await driftedHome(emptyHome()), ['pins', 'list', '--json']);
    const [row] = JSON.parse(out) as Record<string, unknown>[];
    expect(Object.keys(row ?? {})).toEqual(['server', 'started', 'trusted', 'tools', 'waiting', 'since', 'problem']);
  });

  it('says that nothing is known, and what cannot be read', async () => {
    const home = emptyHome();
    expect((await run(home, ['pins', 'list'])).out).toContain('no server is known yet');
    await pin(home, 'srv', []);
    writeFileSync(join(home.pins, 'odd-00000000.json'), '{', { mode: 0o600 });
    const { exitCode, out, err } = await run(home, ['pins', 'list']);
    expect(exitCode).toBe(3);
    expect(out).toContain('unreadable');
    expect(err).toContain('odd-00000000.json');
  });
});
