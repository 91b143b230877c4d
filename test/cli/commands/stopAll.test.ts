import { expect, it } from 'vitest';
import { emptyHome, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

it('stops a home, and says in the status why', async () => {
  const home = emptyHome();
  expect(await run(home, ['stop-all', '--reason', 'odd'])).toMatchObject({
    exitCode: 0,
    out: 'stopped: every call is denied\n',
  });
  expect(jsonOf(await run(home, ['stop-all', '--json']))).toEqual({
    stopped: true,
    changed: false,
    reason: '',
    unrecorded: null,
  });
  await run(home, ['stop-all', '--reason', HOSTILE]);
  const { out } = await run(home, ['status']);
  expect(out).toContain('every call is denied');
  expectHarmless(out);
  expect((await run(home, ['audit', 'log', '--action', 'stopped'])).out).toContain('by=cli');
});
