import { loadSecretTest } from '../../src/app/secretTest.ts';
import type { EntryDraft, Instant } from '../../src/audit/entry.ts';
import type { AuditSettings } from '../../src/edge/auditSettings.ts';
import type { Home } from '../../src/edge/home.ts';
import type { OpenAuditLog } from '../../src/edge/logStore.ts';
import { openAuditLog } from '../../src/edge/logStore.ts';
import { decision, outcome, recorded } from './drafts.ts';

export const START = 1_760_000_000_000;

export interface SessionSetup {
  readonly settings?: Partial<AuditSettings>;
  readonly clock?: () => Instant;
}

/** Opens a log whose warnings are failures. */
export function openLog(home: Home, setup: SessionSetup = {}): Promise<OpenAuditLog> {
  return openAuditLog({
    home,
    loadSecretTest,
    ...setup,
    warn: (message) => {
      throw new Error(message);
    },
  });
}

/** One session that records these calls, the allowed ones with their outcome; returns the shard it wrote. */
export async function session(home: Home, calls: readonly EntryDraft[], setup: SessionSetup = {}): Promise<string> {
  const log = await openLog(home, setup);
  await record(log, calls);
  await log.close();
  return log.slot;
}

/** Records calls one after the other. */
export async function record(log: OpenAuditLog, calls: readonly EntryDraft[]): Promise<void> {
  for (const call of calls) {
    const receipt = await recorded(log, call);
    if (call.phase === 'decision' && call.effect === 'allow') log.note(outcome(receipt, { at: call.at }));
  }
}

/** So many calls, a second apart, told apart by their reason; every third is denied. */
export function calls(count: number, over: Partial<Parameters<typeof decision>[0]> = {}): EntryDraft[] {
  return Array.from({ length: count }, (_, index) =>
    decision({
      at: { ms: START + index * 1000, monoNs: index },
      effect: index % 3 === 2 ? 'deny' : 'allow',
      reason: `call ${index}`,
      ...over,
    }),
  );
}
