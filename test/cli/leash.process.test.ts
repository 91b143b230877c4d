import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

import type { Home } from '../../src/edge/home.ts';
import { tamper } from '../support/shards.ts';
import { copyOf, filledHome } from './home.ts';

const PROGRAM = join(import.meta.dirname, '../../dist/bin/leash.js');

let home: Home;
beforeAll(async () => {
  home = await filledHome();
});

/** Starts `leash WORDS...` as a shell does. */
function start(place: Home, words: readonly string[], stdio: StdioOptions = ['ignore', 'pipe', 'pipe']) {
  const child = spawn(process.execPath, [PROGRAM, ...words, '--home', place.root], { stdio });
  let err = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const end = once(child, 'close').then(([code, signal]) => ({
    code: code as unknown,
    signal: signal as unknown,
    err,
  }));
  return { child, end };
}

describe('leash as a process', () => {
  it('keeps its exit code when its reader leaves early, as `head` does', async () => {
    const place = copyOf(home);
    await tamper(place, "UPDATE entry SET effect = 'allow' WHERE seq = 4");
    for (const [words, code] of [
      [['audit', 'log', '--json'], 0],
      [['audit', 'verify'], 1],
    ] as const) {
      const { child, end } = start(place, words);
      child.stdout?.destroy();
      expect(await end).toEqual({ code, signal: null, err: '' });
    }
  });

  it('stops following when its reader leaves', async () => {
    const { child, end } = start(home, ['audit', 'tail']);
    child.stdout?.once('data', () => child.stdout?.destroy());
    // The reader may be gone only after the last line: then it is the next line that finds out.
    await once(child.stdout ?? child, 'close');
    child.kill('SIGINT');
    expect(await end).toEqual({ code: 0, signal: null, err: '' });
  });

  it('ends following well with Ctrl+C', async () => {
    const { child, end } = start(home, ['audit', 'tail']);
    await once(child.stdout ?? child, 'data');
    child.kill('SIGINT');
    expect(await end).toEqual({ code: 0, signal: null, err: '' });
  });

  it.runIf(existsSync('/dev/full'))('does not call a result a success that the disk had no room for', async () => {
    const full = openSync('/dev/full', 'w');
    const { end } = start(copyOf(home), ['audit', 'checkpoint'], ['ignore', full, 'pipe']);
    closeSync(full);
    const { code, err } = await end;
    expect(code).toBe(3);
    expect(err).toMatch(/^leash: the output could not be written \(ENOSPC/);
  });

  it.runIf(existsSync('/dev/full'))('survives a stderr that cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const { end } = start(home, ['audit', 'nothing'], ['ignore', 'pipe', full]);
    closeSync(full);
    expect((await end).code).toBe(2);
  });

  it('reads a kept checkpoint from its stdin', async () => {
    const place = copyOf(home);
    const taken = start(place, ['audit', 'checkpoint']);
    const { child, end } = start(
      place,
      ['audit', 'verify', '--checkpoint', '-', '--strict'],
      ['pipe', 'ignore', 'pipe'],
    );
    if (child.stdin !== null) taken.child.stdout?.pipe(child.stdin);
    expect(await taken.end).toMatchObject({ code: 0 });
    expect(await end).toEqual({ code: 0, signal: null, err: '' });
  });
});
