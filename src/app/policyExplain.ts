import type { DecisionEntry } from '../audit/sealedEntry.ts';
import { fateOf, type Fate } from '../authz/authoring/fate.ts';
import type { Trace } from '../authz/authoring/trace.ts';
import type { Decision } from '../authz/decision.ts';
import type { Home } from '../edge/home.ts';
import type { PolicySources } from '../edge/policyFiles.ts';
import { InvalidPolicyError } from '../edge/policyProblems.ts';
import { sessionFolders } from '../edge/sessionFolders.ts';
import { readShard } from '../edge/shardFiles.ts';
import type { LogLine } from './auditLine.ts';
import { queryLog, type LogQuery } from './auditQuery.ts';
import { showEntry, type ShowResult } from './auditShow.ts';
import { keptBook } from './keptBook.ts';
import { askedOf } from './policyReplay.ts';
import { recordedFate, recordedRequest, type RecordedRequest } from './recordedRequest.ts';
import { loadRuleBook, type Asked, type RuleBook } from './ruleBook.ts';
import { surroundings } from './surroundings.ts';
import { unreadableLog } from './unreadableLog.ts';

/** What one set of policies makes of a request, step by step. */
export interface Judgement {
  readonly policySet: string;
  /** Null where the outcome depends on what is not known of the request. */
  readonly decision: Decision | null;
  readonly trace: Trace;
}

/** Why a recorded request was decided as it was. */
export interface Explanation extends RecordedRequest {
  readonly line: LogLine;
  readonly entry: DecisionEntry;
  /** Null where no policy was asked. */
  readonly fate: Fate | null;
  /** By the set that was in force then; null where nobody knows it any more, or nothing can be asked. */
  readonly then: Judgement | null;
  /** Whether the set of then gives today what was recorded; null where that cannot be told. */
  readonly agrees: boolean | null;
  /** By the set that is in force now, where that is another one. */
  readonly now: Judgement | null;
  /** Why the set that is in force now cannot be asked. */
  readonly problem: string | null;
}

export type ExplainResult =
  | { readonly kind: 'explained'; readonly explanation: Explanation }
  | { readonly kind: 'no-decision' }
  | Exclude<ShowResult, { readonly kind: 'found' }>;

/** What an explanation needs besides the entry. */
export interface ExplainOptions {
  readonly home: Home;
  readonly sources: PolicySources;
  /** What relative paths start from where the session did not record it. */
  readonly cwd: string;
}

/** Explains a decision by its record id or its place; an outcome stands for its decision. */
export async function explainDecision(id: string, options: ExplainOptions): Promise<ExplainResult> {
  const found = await showEntry(options.home, id);
  if (found.kind !== 'found') return found;
  const { line, opened, decision } = found.shown;
  if (decision !== null) return explainDecision(`${decision.shard}:${decision.seq}`, options);
  const { entry } = line;
  if (entry?.record_phase !== 'pre_execution' || opened === null) return { kind: 'no-decision' };
  const recorded = recordedRequest(entry, opened);
  const cwd = await folderOf(options.home, line.shard, entry.session_id);
  const asked = askedOf({ cwd, ...recorded }, surroundings(options.cwd));
  const fate = recordedFate(entry);
  return {
    kind: 'explained',
    explanation: { line, entry, fate, ...recorded, ...(await judge(entry, fate, asked, recorded, options)) },
  };
}

/** The newest decision that fits. */
export async function lastDecision(home: Home, filter: Omit<LogQuery, 'limit'>): Promise<LogLine | null> {
  const effects = filter.effect === undefined ? ['allow', 'deny', 'observe_deny'] : [filter.effect];
  const pages = await Promise.all(effects.map((effect) => queryLog(home, { ...filter, effect, limit: 1 })));
  const lines = pages.flatMap(({ lines: found }) => found).filter(({ phase }) => phase === 'decision');
  const newest = lines.sort((a, b) => b.ts - a.ts || b.seq - a.seq)[0] ?? null;
  const damaged = pages.some((page) => page.unreadable.length > 0);
  // What cannot be read may hold the decision that is asked for.
  if (newest === null && damaged) throw unreadableLog('a part of the log cannot be read', null);
  return newest;
}

type Judged = Pick<Explanation, 'then' | 'agrees' | 'now' | 'problem'>;

async function judge(
  { leash }: DecisionEntry,
  fate: Fate | null,
  asked: Asked,
  { gap }: RecordedRequest,
  { home, sources }: ExplainOptions,
): Promise<Judged> {
  const nothing: Judged = { then: null, agrees: null, now: null, problem: null };
  if (leash.policy_set === null || gap?.kind === 'names') return nothing;
  const current = await loadRuleBook(sources).catch((error: unknown) => {
    if (error instanceof InvalidPolicyError) return error;
    throw error;
  });
  const problem = current instanceof InvalidPolicyError ? current.message : null;
  const inForce = current instanceof InvalidPolicyError ? null : current;
  const isSame = inForce?.hash === leash.policy_set;
  const past = isSame ? inForce : await keptBook(home, leash.policy_set);
  const then = past === null ? null : judgement(past, asked);
  const agrees = then?.decision == null || fate === null ? null : fateOf(then.decision) === fate;
  return { then, agrees, now: isSame || inForce === null ? null : judgement(inForce, asked), problem };
}

function judgement(book: RuleBook, asked: Asked): Judgement {
  return { policySet: book.hash, decision: book.decide(asked), trace: book.trace(asked) };
}

async function folderOf(home: Home, slot: string, session: string): Promise<string | null> {
  const shard = await readShard(home, slot);
  if (shard === null) return null;
  try {
    return (await sessionFolders(shard)).get(session) ?? null;
  } finally {
    await shard.close();
  }
}
