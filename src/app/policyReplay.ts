import { fateOf } from '../authz/authoring/fate.ts';
import type { Home } from '../edge/home.ts';
import type { UnreadableShard } from './auditShards.ts';
import { readDecisions, type DecisionQuery, type OnProgress, type RecordedDecision } from './recordedDecisions.ts';
import { recordedFate } from './recordedRequest.ts';
import { ReplayTally, type ReplayChange } from './replayTally.ts';
import type { Asked, RuleBook } from './ruleBook.ts';
import { surroundings, type Surroundings } from './surroundings.ts';

/** What is decided again, and by what. */
export interface ReplayOptions extends DecisionQuery {
  readonly home: Home;
  readonly candidate: RuleBook;
  /** What relative paths start from in sessions that did not record it. */
  readonly cwd: string;
  readonly onProgress?: OnProgress;
}

/** What would change. */
export interface ReplayReport {
  /** The hash of the candidate. */
  readonly policySet: string;
  readonly decisions: number;
  readonly same: number;
  readonly changed: number;
  /** Decisions that depend on what the log does not keep, by what is missing. */
  readonly undecidable: readonly { readonly why: string; readonly count: number }[];
  /** Decisions that no policy made, such as refusals of what could not be read. */
  readonly aside: number;
  readonly changes: readonly ReplayChange[];
  readonly unreadable: readonly UnreadableShard[];
}

/** Decides the recorded requests again under other policies. Nothing is forwarded, and nothing is written. */
export async function replayPolicies(options: ReplayOptions): Promise<ReplayReport> {
  const { home, candidate, cwd, onProgress, ...query } = options;
  const counts = { decisions: 0, same: 0, aside: 0 };
  const undecidable = new Map<string, number>();
  const tally = new ReplayTally();
  const around = surroundings(cwd);
  const unreadable = await readDecisions(home, query, {
    ...(onProgress === undefined ? {} : { onProgress }),
    visit(recorded) {
      counts.decisions += 1;
      const from = recordedFate(recorded.entry);
      if (from === null) {
        counts.aside += 1;
        return;
      }
      const decision = recorded.gap?.kind === 'names' ? null : candidate.decide(askedOf(recorded, around));
      if (decision === null) {
        const why = recorded.gap?.why ?? UNKEPT;
        undecidable.set(why, (undecidable.get(why) ?? 0) + 1);
        return;
      }
      const to = fateOf(decision);
      if (to === from) counts.same += 1;
      else tally.add(recorded, from, to, decision);
    },
  });
  return {
    policySet: candidate.hash,
    ...counts,
    changed: tally.changed,
    undecidable: [...undecidable].map(([why, count]) => ({ why, count })),
    changes: tally.changes(),
    unreadable,
  };
}

/** A recorded request as it is put to policies again, in the surroundings of its session. */
export function askedOf(
  { request, gap, cwd }: Pick<RecordedDecision, 'request' | 'gap' | 'cwd'>,
  around: Surroundings,
): Asked {
  return { request, whole: gap === null, environment: around(cwd) };
}

const UNKEPT = 'a rule asks for what the log does not keep of a session or a tool';
