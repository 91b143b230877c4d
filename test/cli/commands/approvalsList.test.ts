import { expect, it } from 'vitest';
import { emptyHome, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';
import { holding } from '../held.ts';

it('lists the calls that wait, in every live process', async () => {
  const { home, call } = await holding();
  const { exitCode, out } = await run(home, ['approvals', 'list']);
  expect(exitCode).toBe(0);
  expect(out).toContain(call.id.slice(0, 12));
  expect(out).toMatch(/helper +api +file\.delete/);
  const { held } = jsonOf(await run(home, ['approvals', 'list', '--json']));
  expect(held).toMatchObject([
    { id: call.id, args: { path: '/data/a.txt' }, argsHash: call.argsHash, at: expect.stringMatching(/Z$/) as string },
  ]);
});

it('says that none waits, where none does', async () => {
  expect(await run(emptyHome(), ['approvals', 'list'])).toMatchObject({
    exitCode: 0,
    out: 'no call waits for a person\n',
  });
});

it('sends nothing of a call to the terminal that a terminal obeys', async () => {
  const { home } = await holding({ [HOSTILE]: HOSTILE });
  for (const words of [['list'], ['list', '--json']]) expectHarmless((await run(home, ['approvals', ...words])).out);
});
