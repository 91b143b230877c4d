import { expect, it } from 'vitest';
import { emptyHome, jsonOf, run } from '../home.ts';
import { holding } from '../held.ts';

it('lists the approvals that let further calls through', async () => {
  const { home, call, answered } = await holding();
  await run(home, ['approvals', 'approve', call.id, '--session', '--yes']);
  await answered;
  const { exitCode, out } = await run(home, ['approvals', 'grants']);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/helper +api +file\.delete +session/);
  expect(jsonOf(await run(home, ['approvals', 'grants', '--json']))).toMatchObject({
    grants: [{ reach: 'session', by: 'cli' }],
  });
});

it('says that there are none', async () => {
  expect(await run(emptyHome(), ['approvals', 'grants'])).toMatchObject({
    exitCode: 0,
    out: 'no approval reaches further than its call\n',
  });
});
