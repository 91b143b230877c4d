import { expect, it } from 'vitest';
import { emptyHome, jsonOf, run } from '../home.ts';

it('resumes what was stopped, and says where nothing was', async () => {
  const home = emptyHome();
  expect((await run(home, ['resume-all'])).out).toBe('nothing was stopped\n');
  await run(home, ['stop-all']);
  expect(jsonOf(await run(home, ['resume-all', '--json']))).toEqual({ stopped: false, changed: true });
  expect((await run(home, ['status'])).out).not.toContain('every call is denied');
  expect((await run(home, ['audit', 'log', '--action', 'resumed'])).out).toContain('by=cli');
});
