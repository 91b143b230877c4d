import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import { queryLog } from '../../src/app/auditQuery.ts';
import { resumeAll, stopAll, stoppedState } from '../../src/app/stopAll.ts';
import { openGate } from '../../src/app/gate/openGate.ts';
import { LeashError } from '../../src/errors.ts';
import { engineFor } from '../admin/support.ts';
import { tempHome } from '../support/tempHome.ts';

const AGENT = { name: 'helper', id: null, verified: false, labels: {} };

it('stops and resumes a home in which nothing runs, and records both', async () => {
  const home = tempHome();
  expect(await stopAll(home, { by: 'cli', reason: 'odd' })).toEqual({ changed: true, unrecorded: null });
  expect(await stopAll(home, { by: 'cli' })).toMatchObject({ changed: false });
  expect(await stoppedState(home)).toMatchObject({ reason: '' });
  expect(await resumeAll(home, { by: 'cli' })).toEqual({ changed: true, unrecorded: null });
  expect(await resumeAll(home, { by: 'cli' })).toEqual({ changed: false, unrecorded: null });
  expect(await stoppedState(home)).toBeNull();
  const { lines } = await queryLog(home, { limit: 10 });
  const told = lines.map(({ action }) => action).filter((action) => action !== 'log_start');
  expect(told.toReversed()).toEqual(['stopped', 'stopped', 'resumed']);
});

it('stops what runs within a second, and lets it go on after', async () => {
  const home = tempHome();
  const engine = await engineFor(home);
  const gate = openGate(engine);
  const isAllowed = async (): Promise<boolean> =>
    (await gate.authorize({ identity: AGENT, action: 'email.send' })).allowed;
  expect(await isAllowed()).toBe(true);
  await stopAll(home, { by: 'test', reason: 'odd', log: engine.log });
  await expect.poll(isAllowed, { timeout: 2000 }).toBe(false);
  await resumeAll(home, { by: 'test', log: engine.log });
  await expect.poll(isAllowed, { timeout: 2000 }).toBe(true);
});

it('stops although it cannot be recorded, and does not resume unrecorded', async () => {
  const home = tempHome();
  const log = {
    append: (_: unknown, done: (result: never) => void) => done(new LeashError('ERR_LOG_UNAVAILABLE', 'full') as never),
    note: () => undefined,
    backlog: 0,
    close: () => Promise.resolve(),
  };
  expect(await stopAll(home, { by: 'test', log })).toEqual({ changed: true, unrecorded: 'full' });
  await expect(resumeAll(home, { by: 'test', log })).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
  expect(await stoppedState(home)).not.toBeNull();
});

it('touches no home that others can reach', async () => {
  const home = tempHome();
  chmodSync(home.root, 0o755);
  await expect(stopAll(home, { by: 'test' })).rejects.toMatchObject({ code: 'ERR_HOME_UNSAFE' });
});
