import { describe, expect, it } from 'vitest';
import { driftedHome, NOTES, pin } from '../../app/pinSupport.ts';
import { lock } from '../../../src/app/unlock.ts';
import { ELSEWHERE, HERE, seen, tool } from '../../pins/support.ts';
import { emptyHome, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

describe('leash trust', () => {
  it('shows what has changed and what the scanner says, and accepts nothing without a person', async () => {
    const home = await driftedHome(emptyHome());
    const { exitCode, out, err } = await run(home, ['trust', 'srv']);
    expect(exitCode).toBe(2);
    expect(err).toContain('--yes');
    expect(out).toContain('notes has changed');
    expect(out).toContain(String.raw`\u{200b}`);
    expect(out).toContain('block secrecy at /description');
    expect((await run(home, ['pins', 'diff', 'srv'])).exitCode).toBe(1);
  });

  it('accepts it with --yes, and has nothing to show then', async () => {
    const home = await driftedHome(emptyHome());
    const { exitCode, out } = await run(home, ['trust', 'srv', 'notes', '--yes']);
    expect([exitCode, out.includes('accepted: 1 definition')]).toEqual([0, true]);
    expect((await run(home, ['trust', 'srv'])).out).toBe('nothing of `srv` waits\n');
    expect((await run(home, ['pins', 'diff', 'srv'])).exitCode).toBe(0);
    expect((await run(home, ['audit', 'log'])).out).toContain('tool_trusted');
  });

  it('accepts nothing without the passphrase where one is set, but shows and forgets', async () => {
    const home = await driftedHome(emptyHome());
    await lock(home, { old: null, passphrase: 'correct horse', by: 'test' });
    for (const words of [['--yes'], ['--yes', '--json']]) {
      const { exitCode, err } = await run(home, ['trust', 'srv', ...words]);
      expect([exitCode, err]).toEqual([2, expect.stringContaining('a passphrase is set')]);
    }
    expect((await run(home, ['pins', 'diff', 'srv'])).exitCode).toBe(1);
    expect((await run(home, ['trust', 'srv', '--json'])).exitCode).toBe(1);
    expect((await run(home, ['trust', 'srv', '--reject', '--yes'])).exitCode).toBe(0);
  });

  it('says as JSON what waits, and accepts it only where that is asked for', async () => {
    const home = await driftedHome(emptyHome());
    const looked = await run(home, ['trust', 'srv', '--json']);
    expect(looked.exitCode).toBe(1);
    expect(jsonOf(looked)).toMatchObject({
      accepted: false,
      waiting: [{ items: [{ name: 'notes', grade: 'block' }] }],
    });
    const accepted = await run(home, ['trust', 'srv', '--json', '--yes']);
    expect([accepted.exitCode, jsonOf(accepted)['accepted']]).toEqual([0, true]);
    expect(jsonOf(await run(home, ['trust', 'srv', '--json']))).toEqual({
      accepted: false,
      rejected: false,
      waiting: [],
    });
  });

  it('says loudly that a server goes by the name of another', async () => {
    const home = await driftedHome(emptyHome());
    await pin(home, 'srv', [seen(NOTES)], { identity: ELSEWHERE });
    const { out } = await run(home, ['trust', 'srv', '--identity', 'bbbb', '--yes']);
    expect(out).toContain(`another server goes by this name already: ${HERE.label}`);
    expect((await run(home, ['pins', 'list'])).out).not.toContain('stranger');
  });

  it('leaves what was accepted before accepted with --keep', async () => {
    const home = await driftedHome(emptyHome());
    await run(home, ['trust', 'srv', '--yes', '--keep']);
    const { out } = await run(home, ['pins', 'show', 'srv']);
    expect(out.match(/^notes +accepted/gm)).toHaveLength(2);
  });

  it('forgets what waits with --reject, and leaves what was accepted', async () => {
    const home = await driftedHome(emptyHome());
    const looked = await run(home, ['trust', 'srv', '--reject']);
    expect([looked.exitCode, looked.err.includes('--yes to forget it')]).toEqual([2, true]);
    const { exitCode, out } = await run(home, ['trust', 'srv', '--reject', '--yes']);
    expect([exitCode, out.includes('forgotten: 1 definition')]).toEqual([0, true]);
    expect((await run(home, ['pins', 'show', 'srv'])).out).not.toContain('waiting');
    expect((await run(home, ['pins', 'show', 'srv'])).out).toMatch(/^notes +accepted/m);
  });

  it('says what it does not know', async () => {
    const home = await driftedHome(emptyHome());
    expect(await run(home, ['trust', 'srvv'])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('`srv`') as string,
    });
    expect(await run(home, ['trust', 'srv', 'note'])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('`notes`') as string,
    });
    expect((await run(home, ['trust'])).exitCode).toBe(2);
  });

  it('sends nothing that a terminal obeys', async () => {
    const home = emptyHome();
    await pin(home, 'srv', [seen(tool(HOSTILE, HOSTILE), 'block')]);
    expectHarmless((await run(home, ['trust', 'srv', '--yes'])).out);
  });
});
