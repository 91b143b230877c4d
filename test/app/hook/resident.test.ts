import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { queryLog } from '../../../src/app/auditQuery.ts';
import { runResident } from '../../../src/app/hook/resident.ts';
import { stopResident } from '../../../src/app/hook/residents.ts';
import type { Home } from '../../../src/edge/home.ts';
import { askHook } from '../../../src/edge/hookClient.ts';
import { readHookNote } from '../../../src/edge/hookNote.ts';
import { claimHook } from '../../../src/edge/hookServer.ts';
import { throwStopSwitch } from '../../../src/edge/stopSwitch.ts';
import { tempHome } from '../../support/tempHome.ts';
import { policyText, writePolicy } from '../gate/support.ts';
import { ALLOW_LS, ask, callOf, PROGRAM, resident } from './residentSupport.ts';

function homeWith(policy: string): Home {
  const home = tempHome();
  writePolicy(home, policy);
  return home;
}

describe('runResident', () => {
  it('answers many at once as each hook would by itself, and records each', async () => {
    const home = homeWith(ALLOW_LS);
    await resident(home);
    const said = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ask(home, index % 2 === 0 ? 'ls' : 'rm x')),
    );
    expect(said).toEqual(Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'allow' : 'deny')));
    expect(await ask(home, 'ls', { client: 'cursor' })).toContain('"permission":"deny"');
    expect(await ask(home, 'ls', { approves: false })).toBe('{}');
    expect(await ask(home, 'ls', { input: Buffer.from([0xff]) })).toBe('deny');
    const { lines } = await queryLog(home, { limit: 100 });
    const decided = lines.filter(({ phase }) => phase === 'decision').map(({ effect, agent }) => `${effect} ${agent}`);
    expect(decided.filter((each) => each === 'allow claude-code')).toHaveLength(11);
    expect(decided.filter((each) => each === 'deny claude-code')).toHaveLength(10);
  });

  it('knows each agent by the name that its hook gives', async () => {
    const home = homeWith(ALLOW_LS.replace('"*"', 'builder'));
    await resident(home);
    expect(await ask(home, 'ls', { agent: 'builder' })).toBe('allow');
    expect(await ask(home, 'ls')).toBe('deny');
  });

  it('is one for a home: the second ends at once, and the first goes on', async () => {
    const home = homeWith(ALLOW_LS);
    await resident(home);
    await runResident({ home: home.root, policy: [], program: PROGRAM, signal: new AbortController().signal });
    expect(await ask(home, 'ls')).toBe('allow');
  });

  it.each<[string, (home: Home) => unknown]>([
    ['the policies change', (home) => writePolicy(home, policyText('{ action: x, effect: allow, reason: r }'))],
    ['the settings change', (home) => writeFileSync(join(home.root, 'config.yaml'), '# none\n')],
    ['everything is stopped', (home) => throwStopSwitch(home, { reason: 'stop', at: 1 })],
    ['its note is gone', (home) => rmSync(join(home.run, 'hook.json'))],
    ['its socket is gone', (home) => rmSync(join(home.run, 'hook.sock'))],
    ['its home is gone', (home) => rmSync(home.root, { recursive: true })],
    ['its home is another', (home) => renameSync(home.root, `${home.root}.moved`)],
    ['it is told to', (home) => stopResident(home)],
    ['the program is another version', () => writeFileSync(PROGRAM, '// newer\n')],
  ])('decides nothing from the moment that %s, and ends', async (_, change) => {
    const home = homeWith(ALLOW_LS);
    const { ended } = await resident(home);
    expect(await ask(home, 'ls')).toBe('allow');
    await change(home);
    expect(await ask(home, 'ls')).toBeNull();
    await ended;
    expect(readHookNote(home)).toBeNull();
  });

  it('declines what a client asks that does not know yet what has changed', async () => {
    const home = homeWith(ALLOW_LS);
    const { ended } = await resident(home);
    const note = readHookNote(home);
    if (note === null) throw new Error('no note');
    const request = { kind: 'ask', client: 'claude-code', agent: null, approves: true, input: callOf('ls') } as const;
    expect(await askHook(note, { ...request, mark: 'another' })).toEqual({ kind: 'declined' });
    expect(await askHook(note, { ...request, mark: note.mark, client: 'emacs' })).toEqual({ kind: 'declined' });
    expect(await askHook(note, { ...request, mark: note.mark })).toMatchObject({ kind: 'answer' });
    writePolicy(home, policyText('{ action: x, effect: allow, reason: r }'));
    // It declines, or has noticed by itself and is gone.
    expect(await askHook(note, { ...request, mark: note.mark })).not.toMatchObject({ kind: 'answer' });
    await ended;
  });

  it('answers those alone who name the same policies', async () => {
    const home = homeWith(ALLOW_LS);
    await resident(home, { policy: ['builtin:observe'] });
    expect(await ask(home, 'ls')).toBeNull();
    expect(await ask(home, 'rm x', { policy: ['builtin:observe'] })).toBe('allow');
    expect(await ask(home, 'ls', { program: join(import.meta.dirname, 'resident.test.ts') })).toBeNull();
  });

  it('ends when nobody asks any more', async () => {
    const home = homeWith(ALLOW_LS);
    const { ended } = await resident(home, { idleMs: 0 });
    await ended;
    expect(await ask(home, 'ls')).toBeNull();
  });

  it('denies what its log does not take, and ends, so that the next process may find the log mended', async () => {
    const home = homeWith(ALLOW_LS);
    const { ended } = await resident(home);
    expect(await ask(home, 'ls')).toBe('allow');
    rmSync(home.shards, { recursive: true });
    // The log looks for its file every 50 ms.
    const until = Date.now() + 10_000;
    let said: string | null = 'allow';
    while (said === 'allow' && Date.now() < until) said = await ask(home, 'ls');
    expect(said).toBe('deny');
    await ended;
  });

  it.each([
    ['the settings say so', 'hook: { resident: off }'],
    ['the settings are broken', 'hook: { resident: maybe }'],
    ['a decision point outside is asked, which may need credentials', 'pdp: { url: "https://pdp.example/" }'],
  ])('does not stay where %s', async (_, settings) => {
    const home = homeWith(ALLOW_LS);
    writeFileSync(join(home.root, 'config.yaml'), settings);
    await runResident({ home: home.root, policy: [], program: PROGRAM, signal: new AbortController().signal });
    expect(readHookNote(home)).toBeNull();
  });

  it('does not stay where the policies are broken, or everything is stopped', async () => {
    const broken = homeWith('rules: 7');
    const stopped = homeWith(ALLOW_LS);
    await throwStopSwitch(stopped, { reason: 'stop', at: 1 });
    for (const home of [broken, stopped]) {
      await runResident({ home: home.root, policy: [], program: PROGRAM, signal: new AbortController().signal });
      expect(readHookNote(home)).toBeNull();
      const place = await claimHook(home);
      expect(place).not.toBeNull();
      await place?.release();
    }
  });
});
