import { existsSync } from 'node:fs';
import { assertHomeSafe, type Home } from '../edge/home.ts';
import { isSlotHeld } from '../edge/slots.ts';
import { lastRow } from '../edge/shardRows.ts';
import { LeashError } from '../errors.ts';
import { readStopSwitch, type Stopped } from '../edge/stopSwitch.ts';
import { readShards, type UnreadableShard } from './auditShards.ts';
import { fleetOf, type FleetProxy, type SilentProxy } from './control/fleet.ts';
import { residentOf, type LiveResident } from './hook/residents.ts';
import { publicKeys } from './keys.ts';
import { knownSlots } from './knownSlots.ts';
import { validatePolicies } from './policies.ts';
import { readConfig } from './readConfig.ts';

/** What a home is up to. */
export interface Status {
  readonly home: string;
  /** Whether it is there already: the first proxy makes it. */
  readonly exists: boolean;
  /** The root key; null before the first server ran, and where it cannot be read. */
  readonly key: string | null;
  readonly policies: {
    readonly folder: string;
    readonly files: number;
    readonly rules: number;
    readonly problems: number;
  };
  /** What makes every proxy deny everything: a home that others can reach, a key that is lost, settings that are wrong. */
  readonly problems: readonly string[];
  readonly logs: readonly LogStatus[];
  /** Why everything is stopped; null where it is not. */
  readonly stopped: Stopped | null;
  /** Processes that are live. */
  readonly proxies: readonly FleetProxy[];
  /** Those that are there and do not answer. */
  readonly silent: readonly SilentProxy[];
  /** What answers `leash hook`; null where each hook decides for itself. */
  readonly resident: LiveResident | null;
  readonly unreadable: readonly UnreadableShard[];
}

interface LogStatus {
  readonly shard: string;
  /** Whether a proxy is writing it now; `missing` where only its head is left. */
  readonly state: 'running' | 'idle' | 'missing';
  /** Null where that is not known. */
  readonly entries: number | null;
  /** Time of the last entry, in ms since the epoch. */
  readonly last: number | null;
  readonly server: string | null;
}

/** Looks at a home without changing it; what is wrong with one part does not hide the others. */
export async function statusOf(home: Home): Promise<Status> {
  const report = await validatePolicies({ given: [], folder: home.policies });
  const key = await publicKeys(home).catch(asProblem);
  const { results, unreadable } = await readShards(home, async (shard, slot): Promise<LogStatus> => {
    const row = await lastRow(shard);
    const state = (await isSlotHeld(home, slot)) ? 'running' : 'idle';
    return { shard: slot, state, entries: (row?.seq ?? -1) + 1, last: row?.ts ?? null, server: row?.server ?? null };
  });
  const fleet = await fleetOf(home).list().catch(asProblem);
  const live = fleet instanceof LeashError ? { proxies: [], silent: [] } : fleet;
  return {
    home: home.root,
    exists: existsSync(home.root),
    key: key instanceof LeashError ? null : (key?.root ?? null),
    policies: {
      folder: home.policies,
      files: report.files.length,
      rules: report.files.reduce((sum, { policy }) => sum + (policy?.rules ?? 0), 0),
      problems: report.problems.length,
    },
    problems: [
      ...safetyProblems(home),
      ...(key instanceof LeashError ? [key.message] : []),
      ...(fleet instanceof LeashError ? [fleet.message] : []),
      ...readConfig(home).problems,
    ],
    logs: [
      ...results,
      ...(await missing(home, [...results.map(({ shard }) => shard), ...unreadable.map(({ shard }) => shard)])),
    ],
    stopped: await readStopSwitch(home),
    ...live,
    resident: await residentOf(home),
    unreadable,
  };
}

function safetyProblems(home: Home): string[] {
  try {
    assertHomeSafe(home);
    return [];
  } catch (error) {
    return [asProblem(error).message];
  }
}

function asProblem(error: unknown): LeashError {
  if (error instanceof LeashError) return error;
  throw error;
}

/** Logs that a head tells of and that are not there. */
async function missing(home: Home, present: readonly string[]): Promise<LogStatus[]> {
  const gone = (await knownSlots(home, [])).filter((slot) => !present.includes(slot));
  return gone.map((shard) => ({ shard, state: 'missing', entries: null, last: null, server: null }));
}
