import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';

import { leash } from '../../../src/cli/leash.ts';
import { shardPath } from '../../../src/edge/openShardLog.ts';
import type { Home } from '../../../src/edge/home.ts';
import { captured, copyOf, emptyHome, expectHarmless, filledHome, recordMore } from '../home.ts';

let home: Home;
beforeAll(async () => {
  home = await filledHome();
});

/** Runs the command until `enough` is true of what it printed; returns that. */
async function tail(
  place: Home,
  words: string[],
  enough: (out: string) => boolean,
  end: 'signal' | 'unread' = 'signal',
) {
  const { io, out, err, unread } = captured();
  const stop = end === 'signal' ? new AbortController() : unread;
  const signal = end === 'signal' ? stop.signal : new AbortController().signal;
  const running = leash(['audit', 'tail', '--home', place.root, ...words], io, signal);
  await expect.poll(() => enough(out.join('')), { interval: 10 }).toBe(true);
  stop.abort();
  return { exitCode: await running, out: out.join(''), err: err.join('') };
}

describe('leash audit tail', () => {
  it('shows the last entries, then those that become durable, and ends well with Ctrl+C', async () => {
    const place = copyOf(home);
    const running = tail(place, ['--last', '2'], (out) => out.includes('fresh'));
    await recordMore(place, { action: 'fresh' });
    const { exitCode, out, err } = await running;
    expect([exitCode, err]).toEqual([0, '']);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/ 00:7 +allow /);
    expect(lines[1]).toMatch(/ 00:8 +event /);
    expect(lines.at(-1)).toMatch(/ 00:9 +allow +claude +filesystem +fresh /);
  });

  it('follows the log of a proxy that starts later, from its beginning', async () => {
    const place = emptyHome();
    const running = tail(place, ['--action', 'fresh', '--json'], (out) => out.includes('fresh'));
    await recordMore(place, { action: 'fresh' });
    await recordMore(place, { action: 'other' });
    const { out } = await running;
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ action: 'fresh', shard: '00', phase: 'decision' });
  });

  it('ends, and ends well, when nobody reads it any more', async () => {
    const { exitCode } = await tail(home, ['--last', '1'], (out) => out.includes('session_end'), 'unread');
    expect(exitCode).toBe(0);
  });

  it('is over at once where it was interrupted before it began', async () => {
    const { io, err } = captured();
    const exitCode = await leash(['audit', 'tail', '--home', home.root], io, AbortSignal.abort());
    expect([exitCode, err.join('')]).toEqual([0, '']);
  });

  it('says which log it cannot follow, and follows the others', async () => {
    const place = copyOf(home);
    writeFileSync(shardPath(place, '01'), 'this is no database, and long enough to be sure of it'.repeat(40));
    const { exitCode, err } = await tail(place, ['--last', '1'], (out) => out.includes('session_end'));
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^leash: log 01 cannot be read \(.*\n$/);
  });

  it('never lets foreign text reach the terminal', async () => {
    for (const words of [[], ['--json']]) {
      const { out } = await tail(home, words, (text) => text.includes('session_end'));
      expect(out).toContain('red');
      expectHarmless(out);
    }
  });

  it.each([
    ['--last x', '--last takes a whole number, not `x`'],
    ['--effect maybe', '--effect takes'],
    ['--until 1h', 'unknown option `--until`'],
  ])('refuses %s', async (words, why) => {
    const { io, out, err } = captured();
    const exitCode = await leash(['audit', 'tail', ...words.split(' ')], io, AbortSignal.abort());
    expect([exitCode, out]).toEqual([2, []]);
    expect(err.join('')).toContain(why);
  });
});
