import { LeashError } from '../../errors.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { AgentFields } from '../control/agents.ts';
import { nameProblem } from './names.ts';

/** Everything that may be said of an agent besides its name, with nothing left out. */
export type Described = Required<Omit<AgentFields, 'name'>>;

/** An agent of which nothing is said. */
const NOTHING: Described = { vendor: '', type: '', description: '', tags: [], labels: {} };

/** Checks the name and the fields of a new agent; throws `ERR_AGENT_INVALID` with all that is wrong. */
export function describedNew({ name, ...fields }: AgentFields): Described {
  const problem = nameProblem(name);
  return merged(NOTHING, fields, problem === null ? [] : [`the name \`${printable(name, SHOWN)}\` ${problem}`]);
}

/** Puts what is said anew over what was said before; throws `ERR_AGENT_INVALID` with all that is wrong. */
export function describedAnew(before: Described, fields: Partial<Described>): Described {
  return merged(before, fields, []);
}

/** What is wrong with a reason that goes into the log and into denials. */
export function assertReason(reason: string): void {
  const problem = textProblem(reason, TEXTS.description);
  if (problem !== null) throw invalid([`the reason ${problem}`]);
}

const SHOWN = 80;

/** Longest texts, in characters. */
const TEXTS = { vendor: 128, type: 64, description: 1024 } as const;
const MOST_TAGS = 32;
const MOST_LABELS = 32;
const LONGEST_LABEL = 256;
const TAG = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/;
/** Begins with a letter, so that `agent.labels.team` reads it, and that it is no name that every object has. */
const LABEL = /^[A-Za-z][A-Za-z0-9._-]{0,62}$/;

function merged(before: Described, fields: Partial<Described>, problems: string[]): Described {
  const { vendor, type, description, tags, labels } = { ...before, ...fields };
  for (const [key, text] of Object.entries({ vendor, type, description })) {
    const problem = textProblem(text, TEXTS[key as keyof typeof TEXTS]);
    if (problem !== null) problems.push(`its ${key} ${problem}`);
  }
  problems.push(...tagProblems(tags), ...labelProblems(labels));
  if (problems.length > 0) throw invalid(problems);
  return { vendor, type, description, tags: [...new Set(tags)], labels: { ...labels } };
}

/** Attacker-controlled where it comes over the API: shown to people, and to models in denials. */
function textProblem(text: string, most: number): string | null {
  if (text.length > most) return `is longer than ${most} characters`;
  return printable(text, Infinity) === text ? null : 'holds control or invisible characters';
}

function tagProblems(tags: readonly string[]): string[] {
  if (tags.length > MOST_TAGS) return [`there are more than ${MOST_TAGS} tags`];
  return tags
    .filter((tag) => !TAG.test(tag))
    .map(
      (tag) =>
        `the tag \`${printable(tag, SHOWN)}\` takes up to 64 letters, digits, \`.\`, \`_\`, \`:\`, \`/\` or \`-\``,
    );
}

function labelProblems(labels: Described['labels']): string[] {
  const entries = Object.entries(labels);
  if (entries.length > MOST_LABELS) return [`there are more than ${MOST_LABELS} labels`];
  return entries.flatMap(([key, value]) => {
    const called = `the label \`${printable(key, SHOWN)}\``;
    if (!LABEL.test(key) || Object.hasOwn(Object.prototype, key)) {
      return [`${called} takes a name of up to 63 letters, digits, \`.\`, \`_\` or \`-\`, a letter first`];
    }
    const problem = textProblem(value, LONGEST_LABEL);
    return problem === null ? [] : [`${called} ${problem}`];
  });
}

function invalid(problems: readonly string[]): LeashError {
  return new LeashError('ERR_AGENT_INVALID', problems.join('\n'));
}
