import { expect, it } from 'vitest';
import { jsonOf, run } from '../home.ts';
import { holding } from '../held.ts';

it('takes a grant back: what it let through waits again', async () => {
  const { home, call, answered, again } = await holding();
  const { grant } = jsonOf(await run(home, ['approvals', 'approve', call.id, '--session', '--yes', '--json']));
  await answered;
  expect((await again()).allowed).toBe(true);
  expect((await run(home, ['approvals', 'revoke', String(grant)])).out).toContain('revoked');
  const waits = again();
  await expect.poll(async () => (await run(home, ['approvals', 'list'])).out).toContain('file.delete');
  const [next] = jsonOf(await run(home, ['approvals', 'list', '--json']))['held'] as { readonly id: string }[];
  await run(home, ['approvals', 'deny', String(next?.id)]);
  expect((await waits).allowed).toBe(false);
  expect((await run(home, ['approvals', 'revoke', String(grant)])).exitCode).toBe(2);
});
