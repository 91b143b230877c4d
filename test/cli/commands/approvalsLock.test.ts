import { describe, expect, it } from 'vitest';
import { isLocked, lock } from '../../../src/app/unlock.ts';
import { stopAll, stoppedState } from '../../../src/app/stopAll.ts';
import { emptyHome, jsonOf, run } from '../home.ts';

/** What lets more through than passes now. */
const WIDENING = [['resume-all'], ['agents', 'register', 'x'], ['approvals', 'lock'], ['approvals', 'unlock']];

describe('leash approvals lock', () => {
  it('sets nothing where nobody can type', async () => {
    const home = emptyHome();
    const { exitCode, err } = await run(home, ['approvals', 'lock']);
    expect([exitCode, err]).toEqual([2, expect.stringContaining('--stdin')]);
    expect(await isLocked(home)).toBe(false);
  });

  it.each(WIDENING)('makes `leash %s %s` ask, and do nothing where nobody can be asked', async (...words) => {
    const home = emptyHome();
    await lock(home, { old: null, passphrase: 'correct horse', by: 'test' });
    await stopAll(home, { by: 'test' });
    const { exitCode, err } = await run(
      home,
      words.filter((word) => typeof word === 'string'),
    );
    expect([exitCode, err]).toEqual([2, expect.stringContaining('--stdin')]);
    expect(await stoppedState(home)).not.toBeNull();
    expect(await isLocked(home)).toBe(true);
  });

  it('keeps nobody from stopping, or from what is not stopped', async () => {
    const home = emptyHome();
    await lock(home, { old: null, passphrase: 'correct horse', by: 'test' });
    expect((await run(home, ['resume-all'])).out).toContain('nothing was stopped');
    expect((await run(home, ['stop-all'])).exitCode).toBe(0);
  });
});

describe('leash approvals unlock', () => {
  it('says where no passphrase is set', async () => {
    const home = emptyHome();
    expect((await run(home, ['approvals', 'unlock'])).out).toBe('no passphrase was set\n');
    expect(jsonOf(await run(home, ['approvals', 'unlock', '--json']))).toEqual({ locked: false, changed: false });
  });
});
