import { openEntry } from '../audit/disclosure.ts';
import { parseEntry } from '../audit/parseEntry.ts';
import type { DecisionEntry } from '../audit/sealedEntry.ts';
import type { Home } from '../edge/home.ts';
import { readOpenings } from '../edge/openingsReader.ts';
import { sessionFolders } from '../edge/sessionFolders.ts';
import { decisionPages, extentOf, type DecisionPeriod } from '../edge/shardDecisions.ts';
import { lastRow } from '../edge/shardRows.ts';
import type { Database } from '../edge/sqlite.ts';
import { readShards, type UnreadableShard } from './auditShards.ts';
import { recordedRequest, type RecordedRequest } from './recordedRequest.ts';

/** Which decisions are read. */
export interface DecisionQuery extends DecisionPeriod {
  readonly agent?: string | undefined;
  readonly server?: string | undefined;
}

/** One decision of the log, with the request that it decided. */
export interface RecordedDecision extends RecordedRequest {
  readonly shard: string;
  readonly entry: DecisionEntry;
  /** The working directory of its session; null where that was not recorded. */
  readonly cwd: string | null;
}

/** How far reading has come. */
export type OnProgress = (progress: { readonly done: number; readonly total: number }) => void;

/** Reads the decisions of all shards, one after the other, in the order of each shard. Memory holds a page of them. */
export async function readDecisions(
  home: Home,
  query: DecisionQuery,
  { visit, onProgress }: { readonly visit: (decision: RecordedDecision) => void; readonly onProgress?: OnProgress },
): Promise<readonly UnreadableShard[]> {
  const { results } = await readShards(home, async (shard) => (await extentOf(shard, query)).count);
  const total = results.reduce((sum, count) => sum + count, 0);
  let done = 0;
  const { unreadable } = await readShards(home, (shard, slot) =>
    readShardDecisions({ home, shard, slot, query }, (decision) => {
      done += 1;
      onProgress?.({ done, total });
      if (decision !== null && isAsked(decision, query)) visit(decision);
    }),
  );
  return unreadable;
}

interface Reading {
  readonly home: Home;
  readonly shard: Database;
  readonly slot: string;
  readonly query: DecisionQuery;
}

/** Gives null for a row whose bytes are no decision; `leash audit verify` tells of it. */
async function readShardDecisions(
  { home, shard, slot, query }: Reading,
  give: (decision: RecordedDecision | null) => void,
): Promise<void> {
  const folders = await sessionFolders(shard);
  const openings = readOpenings(home, slot, (await lastRow(shard))?.seq ?? -1);
  try {
    for await (const page of decisionPages(shard, query)) {
      for (const row of page) {
        const entry = parseEntry(row.bytes);
        const disclosures = await openings.find(row);
        if (entry?.record_phase !== 'pre_execution') give(null);
        else {
          const recorded = recordedRequest(entry, openEntry(entry, disclosures));
          give({ shard: slot, entry, cwd: folders.get(entry.session_id) ?? null, ...recorded });
        }
      }
    }
  } finally {
    await openings.close();
  }
}

/** The columns may have been changed alone: what counts is the entry. */
function isAsked({ request }: RecordedDecision, { agent, server }: DecisionQuery): boolean {
  return (agent ?? request.agent) === request.agent && (server ?? request.server) === request.server;
}
