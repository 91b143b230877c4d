import { describe, expect, it } from 'vitest';
import type { Home } from '../../../src/edge/home.ts';
import { emptyHome, expectHarmless, jsonOf, recordMore, run, START } from '../home.ts';

const at = (seconds: number) => ({ ms: START + 7_200_000 + seconds * 1_000, monoNs: 1 });

/** A home in which an agent read this file, and then sent a mail. */
async function homeOf(path: string): Promise<Home> {
  const home = emptyHome();
  await recordMore(home, { at: at(0), args: { path } });
  await recordMore(home, { at: at(5), server: 'mail', session: 'mail', action: 'send_email', args: { to: 'x' } });
  return home;
}

const scan = (place: Home, ...words: string[]) => run(place, ['audit', 'scan', ...words]);

describe('leash audit scan', () => {
  it('ends with 1 where it finds something grave, and with 0 in the twin without', async () => {
    const found = await scan(await homeOf('/w/.env'));
    expect([found.exitCode, found.err]).toEqual([1, '']);
    expect(found.out).toContain('secret-then-send');
    expectHarmless(found.out);
    const clean = await scan(await homeOf('/w/plan.md'));
    expect([clean.exitCode, clean.err]).toEqual([0, '']);
    expect(clean.out).toContain('log: verified, 6 entries');
  });

  it.each([
    ['--fail-on critical', 0],
    ['--fail-on high', 1],
    ['--fail-on medium', 1],
    ['--fail-on never', 0],
    ['--agent nobody', 0],
    [`--since ${new Date(START + 7_203_000).toISOString()}`, 0],
  ])('with %s ends with %i', async (words, want) => {
    expect((await scan(await homeOf('/w/.env'), ...words.split(' '))).exitCode).toBe(want);
  });

  it('prints JSON for machines', async () => {
    const ran = await scan(await homeOf('/w/.env'), '--json');
    expect(jsonOf(ran)).toMatchObject({ integrity: { status: 'verified', entries: 6 } });
    expect(ran.out).toContain('"secret-then-send"');
  });

  it.each([
    ['--fail-on grave', '--fail-on takes critical, high, medium, low, info, never, not `grave`'],
    ['--format xml', '--format takes table, json, sarif, markdown, not `xml`'],
    ['--since yesterday', '--since'],
  ])('refuses %s', async (words, why) => {
    const { exitCode, out, err } = await scan(emptyHome(), ...words.split(' '));
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(why);
  });

  it('does not take a home without a log for one in which nothing was found', async () => {
    const { exitCode, out, err } = await scan(emptyHome());
    expect([exitCode, out]).toEqual([3, '']);
    expect(err).toContain('nothing was looked through');
  });
});
