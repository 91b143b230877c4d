import { expect, it } from 'vitest';
import { expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';
import { holding } from '../held.ts';

it('shows every argument of a held call, spelled out where it cannot be seen', async () => {
  const { home, call } = await holding({
    path: '/data/\u202egpj.exe',
    [HOSTILE]: HOSTILE,
    deep: { list: [1, '\u200b'] },
    long: 'x'.repeat(5000),
  });
  const { exitCode, out } = await run(home, ['approvals', 'show', call.id.slice(0, 8)]);
  expect(exitCode).toBe(0);
  expectHarmless(out);
  expect(out).toContain('"path" = "/data/\\u{202e}gpj.exe"');
  expect(out).toContain('"deep" = {"list":[1,"\\u{200b}"]}');
  expect(out).toContain('x'.repeat(5000));
  expect(out).toContain('not verified: it merely says so');
  expect(jsonOf(await run(home, ['approvals', 'show', call.id, '--json']))).toMatchObject({ argsHash: call.argsHash });
});

it.each(['zzzz', 'a', ''])('knows no call %j', async (id) => {
  const { home } = await holding();
  const { exitCode, err } = await run(home, ['approvals', 'show', id]);
  expect(exitCode).toBe(2);
  expect(err).toContain('`leash approvals list` shows those that do');
});
