import type { EventDraft, Instant } from '../audit/entry.ts';
import type { AuditLog } from '../audit/log.ts';
import type { AuditSettings } from './auditSettings.ts';
import { AUDIT_DEFAULTS } from './auditSettings.ts';
import { systemClock } from './clock.ts';
import type { CommitQueue, QueueLimits } from './commitQueue.ts';
import { commitQueue } from './commitQueue.ts';
import type { Home } from './home.ts';
import { prepareHome } from './home.ts';
import type { IndexKeeper } from './indexKeeper.ts';
import { indexKeeper } from './indexKeeper.ts';
import { rootKey } from './keys.ts';
import type { ShardOptions } from './openShardLog.ts';
import { openShardLog } from './openShardLog.ts';
import { NOTHING_IS_KEPT, pruneOpenings, type LoadSecretTest } from './openings.ts';
import { ownEvent } from './ownEvent.ts';
import { randomPool } from './randomPool.ts';
import { recordInIndex } from './shardIndex.ts';
import type { ShardLog } from './shardLog.ts';
import type { Slot } from './slots.ts';
import { claimSlot } from './slots.ts';

/** What opening the log takes; everything but the home has a default. */
export interface AuditLogOptions {
  readonly home: Home;
  /** Hears what people should know: a log that was rolled back, a head that cannot be written. Texts may quote paths. */
  readonly warn: (message: string) => void;
  readonly settings?: Partial<AuditSettings>;
  /** What tells openings that must not be kept; where absent, none is kept. */
  readonly loadSecretTest?: LoadSecretTest;
  readonly random?: (bytes: number) => Uint8Array;
  readonly clock?: () => Instant;
  readonly limits?: Partial<QueueLimits>;
}

/** The log of this process, and the shard that it writes. */
export interface OpenAuditLog extends AuditLog {
  readonly slot: string;
}

/** Opens the log for writing: a free slot, its shard, its key. Throws a `LeashError` when no entry could be written. */
export async function openAuditLog(options: AuditLogOptions): Promise<OpenAuditLog> {
  const { home, warn, random = randomPool(), clock = systemClock, loadSecretTest = NOTHING_IS_KEPT } = options;
  const settings = { ...AUDIT_DEFAULTS, ...options.settings };
  prepareHome(home);
  const shared = { home, root: await rootKey(home), settings, random, clock, warn, loadSecretTest };
  const { slot, log, notices } = await takeShard(shared);
  const queue = commitQueue({ commit, clock, warn, limits: options.limits ?? {} });
  log.onLate = (drafts, written) => queue.disown(drafts, written);
  const keeper = indexKeeper({
    position: () => log.position,
    warn,
    record: async (position) => {
      await recordInIndex({ ...shared, waitMs: INDEX_WAIT_MS }, [position]);
    },
  });
  for (const notice of notices) queue.note(notice);
  pruneOpenings(home, settings.openingsDays, clock().ms).catch((error: unknown) => {
    warn(`old openings could not be removed (${String(error)})`);
  });

  async function commit(drafts: Parameters<ShardLog['commit']>[0]): ReturnType<ShardLog['commit']> {
    const written = await log.commit(drafts);
    keeper.committed();
    return written;
  }

  let closing: Promise<void> | null = null;
  return {
    slot: slot.name,
    append: (draft, done) => queue.append(draft, done),
    note: (draft) => queue.note(draft),
    get backlog() {
      return queue.backlog;
    },
    close: () => (closing ??= closeAll(queue, keeper, log, slot)),
  };
}

/** How long the index is waited for; a session's end may not take longer than its client's patience. */
const INDEX_WAIT_MS = 5000;

async function closeAll(queue: CommitQueue, keeper: IndexKeeper, log: ShardLog, slot: Slot): Promise<void> {
  // A commit that hangs cannot be waited for: the slot is freed when the process ends.
  if (!(await queue.drain())) return;
  try {
    await keeper.close();
    await log.close();
  } finally {
    await slot.release();
  }
}

interface TakenShard {
  readonly slot: Slot;
  readonly log: ShardLog;
  /** What the log should say of how it, and those before it, were found. */
  readonly notices: readonly EventDraft[];
}

/** Takes the first free slot whose log is whole. One that is not is left as it is: it is evidence. */
async function takeShard(options: Omit<ShardOptions, 'slot'>): Promise<TakenShard> {
  const left: EventDraft[] = [];
  for (let from = 0; ;) {
    const slot = await claimSlot(options.home, from);
    const opened = await openShardLog({ ...options, slot: slot.name }).catch(async (error: unknown) => {
      await slot.release();
      throw error;
    });
    if (opened.kind === 'open') return { slot, log: opened.log, notices: [...left, ...opened.notices] };
    await slot.release();
    from = slot.number + 1;
    const { finding, why } = opened;
    options.warn(`log ${slot.name} is left as it is, since ${why}; another is used; run \`leash audit verify\``);
    left.push(ownEvent('rollback_detected', options.clock(), { finding, slot: slot.name, why }));
  }
}
