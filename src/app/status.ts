import type { Home } from '../edge/home.ts';
import { isSlotHeld } from '../edge/slots.ts';
import { lastRow } from '../edge/shardRows.ts';
import { readShards, type UnreadableShard } from './auditShards.ts';
import { publicKeys } from './keys.ts';
import { validatePolicies } from './policies.ts';

/** What a home is up to. */
export interface Status {
  readonly home: string;
  /** The root key, or null before the first server ran. */
  readonly key: string | null;
  readonly policies: {
    readonly folder: string;
    readonly files: number;
    readonly rules: number;
    readonly problems: number;
  };
  /** Each log, and whether a proxy is writing it now. */
  readonly logs: readonly {
    readonly log: string;
    readonly entries: number;
    readonly last: number | null;
    readonly server: string | null;
    readonly running: boolean;
  }[];
  readonly unreadable: readonly UnreadableShard[];
}

/** Looks at a home without changing it. */
export async function statusOf(home: Home): Promise<Status> {
  const report = await validatePolicies({ given: [], folder: home.policies });
  const { results, unreadable } = await readShards(home, async (shard, log) => {
    const row = await lastRow(shard);
    const running = await isSlotHeld(home, log);
    return { log, entries: (row?.seq ?? -1) + 1, last: row?.ts ?? null, server: row?.server ?? null, running };
  });
  return {
    home: home.root,
    key: (await publicKeys(home))?.root ?? null,
    policies: {
      folder: home.policies,
      files: report.files.length,
      rules: report.files.reduce((sum, { policy }) => sum + (policy?.rules ?? 0), 0),
      problems: report.problems.length,
    },
    logs: results,
    unreadable,
  };
}
