import { isCredentialKey } from '../audit/credentialKey.ts';
import { fateOf, type Fate } from '../authz/authoring/fate.ts';
import { sourceOf } from '../authz/authoring/jsonSource.ts';
import { Learner } from '../authz/authoring/learner.ts';
import type { Observation, Suggestion } from '../authz/authoring/serverSketch.ts';
import { parsePolicy } from '../authz/parse.ts';
import type { Policy } from '../authz/policy.ts';
import { type Home, userFolder } from '../edge/home.ts';
import { readPolicySet } from '../edge/policyFile.ts';
import { entropyOf } from '../inspect/entropy.ts';
import { findSecrets } from '../inspect/findSecrets.ts';
import type { UnreadableShard } from './auditShards.ts';
import { askedOf } from './policyReplay.ts';
import { readDecisions, type DecisionQuery, type OnProgress, type RecordedDecision } from './recordedDecisions.ts';
import { recordedFate } from './recordedRequest.ts';
import { ruleBook, type Asked, type RuleBook } from './ruleBook.ts';
import { surroundings } from './surroundings.ts';

/** What is learned from. */
export interface SuggestQuery extends DecisionQuery {
  readonly home: Home;
  /** What relative paths start from in sessions that did not record it. */
  readonly cwd: string;
  readonly onProgress?: OnProgress;
}

/** Policies for what was seen, and how well they fit it. */
export interface SuggestReport {
  readonly suggestions: readonly Suggestion[];
  /** Decisions that were learned from, and those of which not all is known. */
  readonly decisions: number;
  readonly unread: number;
  /** Calls that went through and would not, and calls that did not and would, however narrow the policies are. */
  readonly tooNarrow: number;
  readonly tooWide: number;
  readonly unreadable: readonly UnreadableShard[];
}

/** Reads the log as often as it takes: once to learn, then to check each version of what was learned. */
export async function suggestPolicies(query: SuggestQuery): Promise<SuggestReport> {
  const learner = new Learner();
  const counts = { decisions: 0, unread: 0 };
  const unreadable = await observe(query, (observation, recorded) => {
    counts.decisions += 1;
    if (recorded.gap === null) learner.add(observation);
    else {
      counts.unread += 1;
      learner.addUnread(observation.request, observation.fate, recorded.gap.why);
    }
  });
  for (let round = 1; ; round++) {
    const suggestions = learner.suggest({ home: userFolder(), isSecret });
    const book = await bookOf(suggestions);
    const wrong = { tooNarrow: 0, tooWide: 0 };
    const work = { mended: false };
    await observe(query, (observation, { gap }) => {
      const now = gap === null ? fateIn(book, observation) : observation.fate;
      if (now === observation.fate) return;
      wrong[STRICTNESS[now] > STRICTNESS[observation.fate] ? 'tooNarrow' : 'tooWide'] += 1;
      if (round < MAX_ROUNDS) work.mended = learner.mend(observation, now, null, round) || work.mended;
    });
    if (!work.mended) return { suggestions, ...counts, ...wrong, unreadable };
  }
}

/** A path is first kept out, then everything listed, then given up: what is not right by then cannot be told apart. */
const MAX_ROUNDS = 5;

const STRICTNESS = { through: 0, ask: 1, deny: 2 } as const;

type Visit = (observation: Observation, recorded: RecordedDecision) => void;

function observe({ home, cwd, onProgress, ...query }: SuggestQuery, visit: Visit): Promise<readonly UnreadableShard[]> {
  const around = surroundings(cwd);
  return readDecisions(home, query, {
    ...(onProgress === undefined ? {} : { onProgress }),
    visit(recorded) {
      const fate = recordedFate(recorded.entry);
      if (fate === null) return;
      const { request, environment } = askedOf(recorded, around);
      visit({ request, environment, fate, why: recorded.entry.leash.reason }, recorded);
    },
  });
}

function fateIn(book: RuleBook, { request, environment }: Observation): Fate {
  const asked: Asked = { request, environment, whole: true };
  const decision = book.decide(asked);
  // A suggestion has no `when`, so it can always be asked.
  return decision === null ? 'deny' : fateOf(decision);
}

/** The suggestions as a set, with the floor below them. */
async function bookOf(suggestions: readonly Suggestion[]): Promise<RuleBook> {
  const { floor } = await readPolicySet({ given: ['builtin:default'], folder: '' });
  return ruleBook({ floor, policies: suggestions.map(({ policy }) => parsed(policy)), hash: 'suggested' });
}

function parsed(policy: Suggestion['policy']): Policy {
  const result = parsePolicy('', sourceOf(policy), { regex: null, when: null });
  // INVARIANT: what is suggested validates; a property test holds it.
  if ('problems' in result) throw new Error(result.problems.map(({ message }) => message).join('; '));
  return result.policy;
}

/** A policy is read by people and kept in repositories: no value may stand in it that could be a credential. */
export function isSecret(name: string, value: string): boolean {
  if (isCredentialKey(name) || findSecrets(value).length > 0) return true;
  const isToken = value.length >= 20 && /^[\w+/=.-]+$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value);
  return isToken && entropyOf(value) > 3.5;
}
