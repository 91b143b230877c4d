import { chmodSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { queryLog } from '../../src/app/auditQuery.ts';
import { reject, trust, waitingFor } from '../../src/app/trust.ts';
import { pinStore } from '../../src/edge/pinStore.ts';
import type { Home } from '../../src/edge/home.ts';
import { ELSEWHERE, HERE, seen, tool } from '../pins/support.ts';
import { tempHome } from '../support/tempHome.ts';
import { driftedHome, NOTES, pin, PULLED } from './pinSupport.ts';

const ask = (home: Home, over: Partial<Parameters<typeof waitingFor>[1]> = {}) =>
  waitingFor(home, { server: 'srv', tool: null, identity: null, ...over });

/** The events of the log about what a person accepted. */
async function trusted(home: Home) {
  const { lines } = await queryLog(home, { limit: 100 });
  return lines.flatMap(({ entry }) =>
    entry?.record_phase === 'concurrent' && entry.action_detail.event === 'tool_trusted'
      ? [entry.action_detail.detail]
      : [],
  );
}

describe('waitingFor', () => {
  it('shows what waits: how it came up, what is different, what the scanner says', async () => {
    const groups = await ask(await driftedHome(tempHome()));
    expect(groups).toMatchObject([
      {
        server: 'srv',
        id: HERE.id,
        started: HERE.label,
        passesFor: null,
        items: [{ kind: 'tool', name: 'notes', situation: 'changed', grade: 'block', findings: [{ rule: 'secrecy' }] }],
      },
    ]);
    expect(groups[0]?.items[0]?.lines.join('')).toContain(String.raw`\u{200b}`);
  });

  it('says whose name a server goes by', async () => {
    const home = await driftedHome(tempHome());
    await pin(home, 'srv', [seen(NOTES)], { identity: ELSEWHERE });
    const groups = await ask(home);
    expect(groups.map(({ passesFor }) => passesFor)).toEqual([null, HERE.label]);
    expect(await ask(home, { identity: 'bbbb' })).toHaveLength(1);
    await expect(ask(home, { identity: 'cccc' })).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });

  it('is empty where nothing waits, and refuses names that are none', async () => {
    const home = await driftedHome(tempHome());
    expect(await ask(home, { tool: 'read' })).toEqual([]);
    await expect(ask(home, { tool: 'other' })).rejects.toMatchObject({ code: 'ERR_USAGE' });
    await expect(ask(home, { server: 'other' })).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });
});

describe('trust', () => {
  it('accepts what was shown, and the log says what, of which server', async () => {
    const home = await driftedHome(tempHome());
    const [group] = await ask(home);
    if (group === undefined) throw new Error('something waits');
    expect(await trust(home, group, { keep: false })).toMatchObject([{ name: 'notes', by: 'person' }]);
    expect(await ask(home)).toEqual([]);
    expect(await trusted(home)).toMatchObject([
      { tool: 'notes', situation: 'changed', grade: 'block', rules: ['secrecy'], identity: HERE.id },
    ]);
  });

  it('accepts nothing where the server has shown something else meanwhile', async () => {
    const home = await driftedHome(tempHome());
    const [group] = await ask(home);
    if (group === undefined) throw new Error('something waits');
    const stale = { ...group, items: group.items.map((item) => ({ ...item, fingerprint: 'f'.repeat(64) })) };
    const before = readFileSync(pinStore(home, 'srv').path, 'utf8');
    await expect(trust(home, stale, { keep: false })).rejects.toMatchObject({ code: 'ERR_PINS_INVALID' });
    expect(readFileSync(pinStore(home, 'srv').path, 'utf8')).toBe(before);
    // The newest first.
    expect((await trusted(home))[0]).toMatchObject({
      outcome: expect.stringContaining('nothing was accepted') as string,
    });
  });

  it('accepts nothing that the log cannot hold', async () => {
    const home = await driftedHome(tempHome());
    const [group] = await ask(home);
    if (group === undefined) throw new Error('something waits');
    chmodSync(home.root, 0o755);
    await expect(trust(home, group, { keep: false })).rejects.toMatchObject({ code: 'ERR_HOME_UNSAFE' });
    chmodSync(home.root, 0o700);
    expect(await ask(home)).toHaveLength(1);
  });

  it('keeps what was accepted before beside it where that is wanted', async () => {
    const home = await driftedHome(tempHome());
    const [group] = await ask(home);
    if (group === undefined) throw new Error('something waits');
    await trust(home, group, { keep: true });
    await pin(home, 'srv', [seen(NOTES), seen(PULLED, 'block')]);
    expect(await ask(home)).toEqual([]);
    await pin(home, 'srv', [seen(tool('notes', 'Another.'))]);
    expect(await ask(home)).toHaveLength(1);
  });
});

describe('reject', () => {
  it('forgets what was shown, and the log says so', async () => {
    const home = await driftedHome(tempHome());
    const [group] = await ask(home);
    if (group === undefined) throw new Error('something waits');
    await reject(home, group);
    expect(await ask(home)).toEqual([]);
    const { lines } = await queryLog(home, { limit: 100 });
    expect(lines.some(({ action }) => action === 'tool_rejected')).toBe(true);
    await pin(home, 'srv', [seen(PULLED, 'block')]);
    expect(await ask(home)).toHaveLength(1);
  });
});
