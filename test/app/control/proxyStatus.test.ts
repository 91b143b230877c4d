import { expect, it } from 'vitest';
import { proxyStatus } from '../../../src/app/control/proxyStatus.ts';
import { engineFor, PROXY } from '../../admin/support.ts';
import { tempHome } from '../../support/tempHome.ts';

const session = (id: number) => ({ session: `s${id}`, agent: 'a', agentId: null, verified: false, startedAt: id });

it('tells the newest sessions one by one, and counts all', async () => {
  const sessions = Array.from({ length: 500 }, (_, id) => session(id));
  const status = proxyStatus(await engineFor(), { ...PROXY, sessions: () => sessions });
  expect([status.sessions.length, status.sessions.at(-1)?.session, status.sessionCount]).toEqual([200, 's499', 500]);
  expect(status).toMatchObject({ held: 0, grants: 0, problem: null, stopped: null });
  expect(status.policySet).toMatch(/^sha256:/);
});

it('tells why everything is denied', async () => {
  const status = proxyStatus(await engineFor(tempHome(), 'nonsense: ['), PROXY);
  expect(status.policySet).toBeNull();
  expect(status.problem).toContain('everything is denied');
});
