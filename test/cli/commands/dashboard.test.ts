import { describe, expect, it } from 'vitest';
import { copyOf, expectHarmless, filledHome, jsonOf, run } from '../home.ts';

const filled = filledHome();

describe('leash dashboard', () => {
  it('needs a terminal, and says what there is without one', async () => {
    const { exitCode, err } = await run(copyOf(await filled), ['dashboard']);
    expect(exitCode).toBe(2);
    expect(err).toContain('`leash dashboard --once`, `leash status` and `leash audit tail`');
  });

  it('prints one screen as text', async () => {
    const { exitCode, out } = await run(copyOf(await filled), ['dashboard', '--once']);
    expect(exitCode).toBe(0);
    expect(out).toContain('[1 Calls]');
    expect(out).toContain('write_file');
    for (const line of out.split('\n')) expectHarmless(line);
  });

  it.each([
    ['chain', /00 +idle +9/],
    ['approvals', /no call waits for you/],
    ['servers', /no server is known/],
  ])('prints the screen %s', async (name, text) => {
    expect((await run(copyOf(await filled), ['dashboard', '--once', '--screen', name])).out).toMatch(text);
  });

  it('prints it as large as it is asked to', async () => {
    const { out } = await run(copyOf(await filled), ['dashboard', '--once', '--size', '150x30']);
    expect(out.trimEnd().split('\n')).toHaveLength(30);
    expect(out).toContain('PLACE');
  });

  it('prints JSON with stable keys', async () => {
    const found = jsonOf(await run(copyOf(await filled), ['dashboard', '--json']));
    expect(Object.keys(found)).toEqual(['stopped', 'proxies', 'totals', 'approvals']);
  });

  it.each([
    [['--once', '--screen', 'cals'], 'there is no screen `cals`'],
    [['--once', '--size', '80'], '--size takes columns and rows'],
    [['--once', '--size', '0x10'], '--size takes columns and rows'],
    [['--once', '--size', '9999x9999'], '--size takes columns and rows'],
    [['--screen', 'chain'], '--screen goes with --once'],
    [['--size', '80x24'], '--size goes with --once'],
  ])('takes no %j', async (words, said) => {
    const { exitCode, err } = await run(copyOf(await filled), ['dashboard', ...words]);
    expect(exitCode).toBe(2);
    expect(err).toContain(said);
  });
});
