import { beforeAll, describe, expect, it } from 'vitest';

import { leash } from '../../src/cli/leash.ts';
import { VERSION } from '../../src/cli/version.ts';
import type { Home } from '../../src/edge/home.ts';
import { captured, emptyHome, expectHarmless, filledHome, HOSTILE, jsonOf, run, type Surroundings } from './home.ts';

let home: Home;
beforeAll(async () => {
  home = await filledHome();
});

async function bare(words: readonly string[], surroundings: Surroundings = {}) {
  const { io, out, err } = captured(surroundings);
  const exitCode = await leash(words, io, surroundings.signal ?? new AbortController().signal);
  return { exitCode, out: out.join(''), err: err.join('') };
}

describe('leash', () => {
  it.each([[[]], [['audit']], [['policy']], [['keys']]])(
    'without a command shows which there are, on stderr, and ends with 2 (%j)',
    async (words) => {
      const { exitCode, out, err } = await bare(words);
      expect([exitCode, out]).toEqual([2, '']);
      expect(err).toContain(`Usage: ${['leash', ...words].join(' ')} <command> [options]`);
      expect(err).toContain('\nCommands:\n');
      expect(err).toContain('\nExamples:\n');
    },
  );

  it.each([[['--help']], [['-h']], [['help']]])('shows its help with %j', async (words) => {
    const { exitCode, out, err } = await bare(words);
    expect([exitCode, err]).toEqual([0, '']);
    for (const word of ['status', 'policy', 'audit', 'keys', '--home <dir>', '--json', 'Examples:', 'Exit codes:']) {
      expect(out).toContain(word);
    }
  });

  it('shows the help of a command behind `help`', async () => {
    expect((await bare(['audit', 'help', 'log'])).out).toBe((await bare(['audit', 'log', '--help'])).out);
    expect((await bare(['help', 'audit'])).out).toBe((await bare(['audit', '--help'])).out);
  });

  it.each([[['--version']], [['-V']], [['audit', '-V']]])('prints its version with %j', async (words) => {
    expect(await bare(words)).toEqual({ exitCode: 0, out: `${VERSION}\n`, err: '' });
  });

  it.each([
    [['polcy'], 'unknown command `polcy`, did you mean `policy`?; see `leash --help`'],
    [['audit', 'verfy'], 'unknown command `verfy`, did you mean `verify`?; see `leash audit --help`'],
    [
      ['audit', 'log', '--efect', 'deny'],
      'unknown option `--efect`, did you mean `--effect`?; see `leash audit log --help`',
    ],
    [['status', '--jsn'], 'unknown option `--jsn`, did you mean `--json`?; see `leash status --help`'],
    [['-v'], 'unknown option `-v`; see `leash --help`'],
    [['audit', 'show'], 'missing argument, expected <id>; see `leash audit show --help`'],
    [['status', 'x'], 'too many arguments for `status`, expected 0, got 1; see `leash status --help`'],
    [['status', '--home'], 'missing value, expected `--home <dir>`; see `leash --help`'],
    [['__proto__'], 'unknown command `__proto__`; see `leash --help`'],
  ])('refuses %j with the way out', async (words, why) => {
    expect(await bare(words)).toEqual({ exitCode: 2, out: '', err: `leash: ${why}\n` });
  });

  it('never lets a mistyped word reach the terminal', async () => {
    for (const words of [[HOSTILE], ['audit', HOSTILE], ['status', `--${HOSTILE}`], ['audit', 'show', HOSTILE]]) {
      const { exitCode, err } = await bare(words);
      expect(exitCode).toBe(2);
      expectHarmless(err);
    }
  });

  it('takes the options of every command before and behind it', async () => {
    const want = await run(home, ['status', '--json']);
    expect(await bare(['--home', home.root, '--json', 'status'])).toEqual(want);
    expect(await bare(['--json', 'status', '--home', home.root])).toEqual(want);
    expect((await bare(['--home', home.root, 'audit', '--json', 'summary'])).exitCode).toBe(0);
    expect(jsonOf(want)['home']).toBe(home.root);
  });

  it('keeps help to the width of the terminal', async () => {
    const widest = async (outColumns: number): Promise<number> =>
      Math.max(...(await bare(['audit', 'log', '--help'], { outColumns })).out.split('\n').map((line) => line.length));
    expect(await widest(72)).toBeLessThanOrEqual(72);
    expect(await widest(500)).toBeLessThanOrEqual(100);
    expect((await bare(['--help'], { outColumns: 1 })).exitCode).toBe(0);
  });

  it('shows no stack unless it is asked to', async () => {
    const words = ['policy', 'show', 'nothing', '--home', home.root];
    expect((await bare(words)).err).toMatch(/^leash: [^\n]+\n$/);
    expect((await bare([...words, '--debug'])).err).toMatch(/^leash: [^\n]+\n.*\n +at /s);
  });
});

describe('Ctrl+C', () => {
  it('leaves a command where it is and ends with 130', async () => {
    const stop = new AbortController();
    const running = run(home, ['audit', 'verify'], { signal: stop.signal, errColumns: 80 });
    stop.abort();
    const { exitCode, out, err } = await running;
    expect([exitCode, out]).toEqual([130, '']);
    expect(err.endsWith('\n')).toBe(true);
  });

  it('prints nothing where no terminal is', async () => {
    expect(await run(emptyHome(), ['status'], { signal: AbortSignal.abort() })).toEqual({
      exitCode: 130,
      out: '',
      err: '',
    });
  });
});

describe('a reader that has left', () => {
  it('does not change the exit code of what comes to an end by itself', async () => {
    const { io, unread } = captured();
    unread.abort();
    expect(await leash(['status', '--home', home.root], io, new AbortController().signal)).toBe(0);
    expect(await leash(['audit', 'show', '00:99', '--home', home.root], io, new AbortController().signal)).toBe(1);
  });
});
