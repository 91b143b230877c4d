import { describe, expect, it } from 'vitest';
import { jsonOf, run } from '../home.ts';
import { holding } from '../held.ts';

describe('leash approvals approve', () => {
  it('lets one call go out, and no other', async () => {
    const { home, call, answered } = await holding();
    const { exitCode, out } = await run(home, ['approvals', 'approve', call.id, '--yes']);
    expect([exitCode, out.split('\n').at(-2)]).toEqual([0, 'approved']);
    expect(out).toContain('"path" = "/data/a.txt"');
    expect(await answered).toMatchObject({ allowed: true });
    expect((await run(home, ['approvals', 'approve', call.id, '--yes'])).exitCode).toBe(2);
  });

  it('approves nothing that nobody has looked at: without a terminal it takes --yes', async () => {
    const { home, call, answered } = await holding();
    const { exitCode, err } = await run(home, ['approvals', 'approve', call.id]);
    expect(exitCode).toBe(2);
    expect(err).toContain('add --yes to approve it');
    await run(home, ['approvals', 'deny', call.id]);
    expect((await answered).allowed).toBe(false);
  });

  it('reaches further where the rule allows that, and says under which grant', async () => {
    const { home, call, answered, again } = await holding();
    const words = ['approvals', 'approve', call.id, '--session', '--for', '1h', '--yes', '--json'];
    const said = jsonOf(await run(home, words));
    expect(said).toMatchObject({ id: call.id, kind: 'answered', grant: expect.any(String) as string });
    await answered;
    expect((await again()).allowed).toBe(true);
  });

  it('does not reach further than the rule allows', async () => {
    const { home, call } = await holding();
    const { exitCode, err } = await run(home, ['approvals', 'approve', call.id, '--pattern', 'path=/data/**', '--yes']);
    expect(exitCode).toBe(1);
    expect(err).toContain('it was not answered');
  });

  it.each([
    [['--session', '--pattern', 'a=b'], 'take either'],
    [['--for', '1h'], '--for goes with'],
    [['--session', '--for', '1y'], '--for takes a time'],
    [['--session', '--for', '0m'], '--for takes a time'],
    [['--pattern', 'nothing'], '--pattern takes'],
    [['--pattern', '=x'], '--pattern takes'],
    [['--pattern', 'a=b', '--pattern', 'a=c'], 'names `a` twice'],
  ])('refuses %j', async (words, why) => {
    const { home, call } = await holding();
    const { exitCode, err } = await run(home, ['approvals', 'approve', call.id, ...words, '--yes']);
    expect(exitCode).toBe(2);
    expect(err).toContain(why);
  });
});

describe('leash approvals deny', () => {
  it('refuses a held call, with the reason', async () => {
    const { home, call, answered } = await holding();
    expect((await run(home, ['approvals', 'deny', call.id, '--reason', 'wrong folder'])).exitCode).toBe(0);
    const { allowed, reason } = await answered;
    expect([allowed, reason]).toEqual([false, expect.stringContaining('wrong folder')]);
  });
});
