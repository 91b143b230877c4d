import { credentialClue } from './credential.ts';
import { combineEffects, type CombinedEffects } from './effects.ts';
import { readName } from './effectsName.ts';
import { readSchema } from './effectsSchema.ts';
import { admissionsOf, leadOf } from './effectsText.ts';
import { higher } from './gravity.ts';
import { type EgressReading, readEgress } from './egress.ts';
import { own } from './json.ts';
import { parametersOf } from './parameters.ts';
import type { EffectKind, Risk, RiskLevel, ToolDefinition } from './report.ts';
import { textWords, wordsOf } from './words.ts';

interface RiskOptions {
  /** The server's name: it may tell that a tool speaks to a service. */
  readonly server?: string;
}

/** Tells what a tool can do from its definition alone. Never throws: a tool that cannot be read is critical. */
export function classifyRisk(tool: ToolDefinition, options: RiskOptions = {}): Risk {
  try {
    return judge(tool, options);
  } catch {
    return UNREADABLE;
  }
}

const UNREADABLE: Risk = {
  level: 'critical',
  effects: ['execute'],
  primary: 'execute',
  egress: 'open',
  credential: true,
  reasons: ['the definition cannot be read'],
};

function judge(tool: ToolDefinition, { server = '' }: RiskOptions): Risk {
  const name = textOf(tool, 'name');
  const description = textOf(tool, 'description');
  const { list: parameters, complete } = parametersOf(tool);
  const annotations = own(tool, 'annotations');
  const opening = description.trimStart().slice(0, OPENING);
  const nameWords = wordsOf(name.slice(0, MAX_NAME));
  const effects = combineEffects({
    name: readName(name),
    lead: leadOf(description) ?? leadOf(textOf(tool, 'title')),
    schema: readSchema(parameters),
    admissions: admissionsOf(description),
    annotations,
  });
  const egress = readEgress({
    nameWords,
    textWords: textWords(opening),
    serverWords: wordsOf(server),
    parameters,
    executes: effects.primary === 'execute',
    claimsOpenWorld: own(annotations, 'openWorldHint') === true,
  });
  const credential = credentialClue({
    nameWords,
    textWords: textWords(firstSentence(opening)).slice(0, LEAD_WORDS),
    parameters,
  });
  return verdictOf({ effects, egress, credential, complete: complete && name.length <= MAX_NAME });
}

/** The longest name that a policy can hold. */
const MAX_NAME = 256;
const OPENING = 600;
const MAX_SENTENCE = 200;
const LEAD_WORDS = 12;

function firstSentence(text: string): string {
  const end = text.search(/[.!?]\s|\n\s*\n/);
  return text.slice(0, end < 0 ? MAX_SENTENCE : Math.min(end, MAX_SENTENCE));
}

function textOf(tool: ToolDefinition, key: string): string {
  const value = own(tool, key);
  return typeof value === 'string' ? value : '';
}

const LEVELS: Readonly<Record<EffectKind, RiskLevel>> = {
  read: 'low',
  write: 'medium',
  admin: 'high',
  destructive: 'high',
  execute: 'high',
};

interface Verdict {
  readonly effects: CombinedEffects;
  readonly egress: EgressReading;
  readonly credential: string | null;
  /** Whether all of the name and the arguments was read. */
  readonly complete: boolean;
}

function verdictOf({ effects, egress, credential, complete }: Verdict): Risk {
  const grounds = [...groundsOf({ effects, egress, credential, complete })];
  const lowest = effects.all.map((effect) => LEVELS[effect]).reduce(higher, 'low');
  return {
    level: grounds.map(({ level }) => level).reduce(higher, lowest),
    effects: effects.all,
    primary: effects.primary,
    egress: egress.egress,
    credential: credential !== null,
    reasons: [...effects.reasons, ...grounds.flatMap(({ reason }) => (reason === null ? [] : [reason]))],
  };
}

interface Ground {
  /** At least this. */
  readonly level: RiskLevel;
  readonly reason: string | null;
}

/** What counts besides the effects. */
function* groundsOf({ effects, egress, credential, complete }: Verdict): Generator<Ground> {
  if (effects.isGuess) yield { level: 'medium', reason: null };
  // The caller writes what is run: anything may follow from it.
  if (effects.runs !== null) yield { level: 'critical', reason: null };
  if (egress.because !== null) yield { level: egress.chosen ? 'medium' : 'low', reason: egress.because };
  if (credential !== null) {
    yield { level: effects.all.includes('admin') ? 'critical' : 'high', reason: `handles secrets: ${credential}` };
  }
  if (!complete) yield { level: 'critical', reason: 'its name or its input schema is larger than any real one' };
}
