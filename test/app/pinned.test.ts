import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listPinned, named, noSuchTool, pinnedServer } from '../../src/app/pinned.ts';
import { pinStore } from '../../src/edge/pinStore.ts';
import { ELSEWHERE, HERE, NOW, seen, tool } from '../pins/support.ts';
import { tempHome } from '../support/tempHome.ts';
import { driftedHome, NOTES, pin } from './pinSupport.ts';

describe('listPinned', () => {
  it('has a row for each server and each way in which it was started', async () => {
    const home = await driftedHome(tempHome());
    await pin(home, 'srv', [seen(NOTES)], { identity: ELSEWHERE });
    await pin(home, 'other', []);
    expect(await listPinned(home)).toEqual([
      { server: 'other', started: HERE.label, trusted: true, tools: 0, waiting: 0, since: NOW, problem: null },
      { server: 'srv', started: HERE.label, trusted: true, tools: 2, waiting: 1, since: NOW, problem: null },
      { server: 'srv', started: ELSEWHERE.label, trusted: false, tools: 0, waiting: 1, since: NOW, problem: null },
    ]);
  });

  it('says what cannot be read, and hides nothing else', async () => {
    const home = await driftedHome(tempHome());
    writeFileSync(pinStore(home, 'broken').path, '{', { mode: 0o600 });
    const rows = await listPinned(home);
    expect(rows.map(({ problem }) => problem === null)).toEqual([false, true]);
    expect(await listPinned(tempHome())).toEqual([]);
  });
});

describe('pinnedServer', () => {
  it('gives the pins of a server, and suggests one for a name that is none', async () => {
    const home = await driftedHome(tempHome());
    expect(await pinnedServer(home, 'srv')).toMatchObject({ server: 'srv' });
    await expect(pinnedServer(home, 'sr')).rejects.toMatchObject({
      code: 'ERR_USAGE',
      message: expect.stringContaining('`srv`') as string,
    });
    await expect(pinnedServer(home, 'quite-another')).rejects.toMatchObject({
      message: expect.stringContaining('leash pins list') as string,
    });
  });
});

describe('named', () => {
  it('finds what bears a name, in whatever spelling', async () => {
    const home = tempHome();
    await pin(home, 'srv', [seen(tool('caf\u00e9')), seen(tool('read'))]);
    const file = await pinnedServer(home, 'srv');
    const pins = file.identities[0]?.pins ?? [];
    expect(named(pins, 'cafe\u0301')).toHaveLength(1);
    expect(named(pins, null)).toHaveLength(2);
    expect(named(pins, 'other')).toEqual([]);
    expect(noSuchTool(file, 'reed').message).toContain('did you mean `read`');
  });
});
