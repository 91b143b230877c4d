import { withAgents } from '../app/agents/atHome.ts';
import { queryLog } from '../app/auditQuery.ts';
import { showEntry } from '../app/auditShow.ts';
import { verifyLog } from '../app/auditVerify.ts';
import { chainStatus } from '../app/chainStatus.ts';
import { fleetOf } from '../app/control/fleet.ts';
import { listPinned } from '../app/pinned.ts';
import { pinnedTools } from '../app/pinnedTools.ts';
import { ownHomeAt } from '../app/place.ts';
import { listPolicies, policySources } from '../app/policies.ts';
import { LOCKED_TEXTS } from '../app/lock.ts';
import { resumeAll, stopAll, stoppedState } from '../app/stopAll.ts';
import { homeLock } from '../app/unlock.ts';
import { LeashError } from '../errors.ts';
import type { DashboardSource, PolicySight, ServerSight, Sights } from './source.ts';

type Home = ReturnType<typeof ownHomeAt>;

/** The live processes of a home and the home itself. Throws `ERR_HOME_UNSAFE` for one that others can reach. */
export function homeSource(path: string | null): DashboardSource {
  const home = ownHomeAt(path);
  const fleet = fleetOf(home);
  const lock = homeLock(home);
  const looks: { readonly [Part in keyof Sights]: () => Promise<Sights[Part]> } = {
    stopped: () => stoppedState(home),
    servers: () => serversOf(home),
    agents: () => withAgents(home, (agents) => agents.list({ limit: MOST_AGENTS })),
    policies: () => policiesOf(home),
    chain: () => chainStatus(home),
  };
  return {
    follow(listener) {
      const followed = fleet.follow(listener, { rate: EVENTS_A_SECOND });
      return () => followed.close();
    },
    living: async () => (await fleet.list()).proxies.map(({ id }) => id),
    history: async () => (await queryLog(home, { limit: PAST })).lines,
    look: (part) => looks[part](),
    entry: (place) => showEntry(home, place),
    isLocked: async () => (await lock).look(),
    answer: (call, answer, passphrase) => fleet.answer(call, answer, passphrase),
    async stopAll() {
      const { unrecorded } = await stopAll(home, { by: 'dashboard', reason: 'stopped from the dashboard' });
      return unrecorded === null
        ? 'everything is stopped'
        : `everything is stopped; the log could not take it: ${unrecorded}`;
    },
    async resumeAll(given) {
      const opened = await (await lock).open({ given, by: 'dashboard', what: 'resume-all' });
      if (opened !== 'open') throw new LeashError('ERR_PASSPHRASE', LOCKED_TEXTS[opened]);
      const { changed } = await resumeAll(home, { by: 'dashboard' });
      return changed ? 'the policies decide again' : 'nothing was stopped';
    },
    verify: () => verifyLog({ home, key: null, checkpoints: null }),
  };
}

/** Of one process; more than that is counted and not shown, since nobody could read it. */
const EVENTS_A_SECOND = 300;

/** Lines of the log that are shown from before. */
const PAST = 200;

/** More than that nobody scrolls through; `leash agents list` has them all. */
const MOST_AGENTS = 1000;

async function serversOf(home: Home): Promise<readonly ServerSight[]> {
  const rows = await listPinned(home);
  return Promise.all(
    rows.map(async (row) => {
      if (row.problem !== null) return { ...row, all: [] };
      const tools = await pinnedTools(home, row.server, null).catch(() => []);
      return { ...row, all: tools.filter(({ started }) => started === row.started) };
    }),
  );
}

/** What does not validate is told, and takes nothing else away. */
async function policiesOf(home: Home): Promise<PolicySight> {
  try {
    return { rows: await listPolicies(policySources(home, [])), problems: [] };
  } catch (error) {
    return { rows: [], problems: (error instanceof Error ? error.message : String(error)).split('\n') };
  }
}
