import type { NameReading } from './effectsName.ts';
import type { SchemaReading } from './effectsSchema.ts';
import type { Lead } from './effectsText.ts';
import { byGravity, gravest, isGraver } from './gravity.ts';
import { own } from './json.ts';
import type { EffectKind } from './report.ts';
import { shown } from './shown.ts';

/** All that a definition says of what its tool does. */
export interface EffectClues {
  readonly name: NameReading;
  readonly lead: Lead | null;
  readonly schema: SchemaReading;
  readonly admissions: ReadonlyMap<EffectKind, string>;
  /** As the server sent them: they raise, and never lower. */
  readonly annotations: unknown;
}

/** What a tool does, all clues taken together. */
export interface CombinedEffects {
  readonly primary: EffectKind;
  /** The gravest first. */
  readonly all: readonly EffectKind[];
  /** True where nothing said what the tool does. */
  readonly isGuess: boolean;
  /** The argument whose content is run; null where the tool runs nothing of the caller's. */
  readonly runs: string | null;
  readonly reasons: readonly string[];
}

/** Weighs the clues: name, opening of the description and arguments settle the primary effect, all others only add. */
export function combineEffects(clues: EffectClues): CombinedEffects {
  const runs = programOf(clues);
  const settled = settle(clues);
  const found = new Map<EffectKind, string>();
  for (const { effect, because } of evidenceOf(clues, runs)) if (!found.has(effect)) found.set(effect, because);
  const saysNothing = settled === null && runs === null;
  const first = settled ?? (runs === null ? 'read' : 'execute');
  const primary = first === 'read' && own(clues.annotations, 'readOnlyHint') === false ? 'write' : first;
  if (!found.has(primary)) found.set(primary, saysNothing ? 'nothing says what it does' : 'name and description');
  if (own(clues.annotations, 'destructiveHint') === true) {
    const claimed = gravest([...found.keys()]) === 'read' ? 'write' : 'destructive';
    if (!found.has(claimed)) found.set(claimed, 'destructiveHint is true');
  }
  const all = byGravity(found.keys());
  return {
    primary,
    all,
    isGuess: saysNothing,
    runs,
    reasons: all.map((effect) => `${effect}: ${found.get(effect) ?? ''}`),
  };
}

const MAX_QUOTED = 60;

interface Evidence {
  readonly effect: EffectKind;
  readonly because: string;
}

/** Everything that any clue says, in the order in which people look. */
function* evidenceOf(clues: EffectClues, runs: string | null): Generator<Evidence> {
  const { name, lead, schema, admissions, annotations } = clues;
  if (name.primary !== null && isSure(name) && !isRefined(clues)) {
    yield { effect: name.primary, because: `the name says \`${name.verbs.join(' ')}\`` };
  }
  for (const effect of name.more) yield { effect, because: 'a further word of the name' };
  if (lead !== null && isSure(lead) && !isIdiom(clues)) {
    yield { effect: lead.effect, because: `the description opens with \`${lead.verb}\`` };
    for (const effect of lead.more) yield { effect, because: `listed beside \`${lead.verb}\`` };
  }
  for (const [choice, effect] of schema.modes)
    yield { effect, because: `it has a mode \`${shown(choice, MAX_QUOTED)}\`` };
  for (const [effect, phrase] of admissions) yield { effect, because: `the description says \`${phrase}\`` };
  if (schema.savesTo !== null)
    yield { effect: 'write', because: `it puts a result where \`${shown(schema.savesTo, MAX_QUOTED)}\` says` };
  if (runs !== null) yield { effect: 'execute', because: `it runs what \`${shown(runs, MAX_QUOTED)}\` holds` };
  if (own(annotations, 'readOnlyHint') === false) yield { effect: 'write', because: 'readOnlyHint is false' };
}

/** The effect that the tool is there for; null where nothing says it. */
function settle(clues: EffectClues): EffectKind | null {
  const { name, lead, schema } = clues;
  const sureLead = lead !== null && isSure(lead) && !isIdiom(clues) ? lead : null;
  if (name.primary !== null && isSure(name)) {
    if (sureLead === null) return name.primary;
    if (isRefined(clues)) return sureLead.effect;
    // `acme_backup_policy`: a noun after all, says the description.
    if (name.certainty === 'mostly' && !name.opens && name.primary === 'write' && sureLead.certainty === 'always') {
      return sureLead.effect;
    }
    return raises(sureLead, name.primary) ? sureLead.effect : name.primary;
  }
  const changes = [...schema.modes.values()].some((effect) => effect !== 'read');
  if (sureLead !== null) {
    const listed = sureLead.more.includes('write') || changes ? gravest([sureLead.effect, 'write']) : sureLead.effect;
    return listed;
  }
  if (schema.modes.size > 0) return changes ? 'write' : 'read';
  return name.primary ?? lead?.effect ?? null;
}

function isSure({ certainty }: { readonly certainty: NameReading['certainty'] }): boolean {
  return certainty !== 'sometimes';
}

/** `lint_design` that "runs an audit", `create_build` that "triggers a build": the name says what that is. */
function isIdiom({ name, lead }: EffectClues): boolean {
  if (lead?.effect !== 'execute' || lead.certainty === 'always' || lead.namesCode) return false;
  return name.primary !== null && isSure(name);
}

/** A description that admits to more than the name is believed, if its verb leaves no other reading. */
function raises({ effect, certainty, verb }: Lead, over: EffectKind): boolean {
  if (!isGraver(effect, over)) return false;
  if (effect === 'destructive' || effect === 'execute') return true;
  return over === 'read' && certainty === 'always' && verb !== 'manage';
}

/** `execute_query` that "executes SELECT queries": the same verb, and what it runs can only read. */
function isRefined({ name, lead }: EffectClues): boolean {
  return name.primary === 'execute' && !name.namesCode && lead?.effect === 'read' && name.verbs[0] === lead.verb;
}

/** An argument that is run: for certain where it is a command, and code where the tool is not one that only looks at it. */
function programOf({ name, schema, lead }: EffectClues): string | null {
  const { program } = schema;
  if (program === null) return null;
  const executes = name.primary === 'execute' || lead?.effect === 'execute' || name.primary === null;
  return program.free || executes ? program.name : null;
}
