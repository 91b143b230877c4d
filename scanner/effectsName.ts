import { CODE, effectOn } from './effectsObjects.ts';
import { type Certainty, type Verb, verbOf } from './effectsVerbs.ts';
import { gravest, isGraver } from './gravity.ts';
import type { EffectKind } from './report.ts';
import { wordsOf } from './words.ts';

/** What a name says that its tool does. */
export interface NameReading {
  /** Null where the name holds no verb. */
  readonly primary: EffectKind | null;
  readonly certainty: Certainty;
  /** Whether the verb is the first word. */
  readonly opens: boolean;
  /** Whether it names a program: `run_script`. */
  readonly namesCode: boolean;
  /** What a further word of the name adds: `files_get_purge`. */
  readonly more: readonly EffectKind[];
  /** The words that settled it, for the reasons. */
  readonly verbs: readonly string[];
}

/** Reads the verbs of a name, whatever stands before and behind them: `db-cluster-create-user`, `sendMessage`. */
export function readName(name: string): NameReading {
  const words = joinCompounds(wordsOf(name.slice(0, MAX_READ)));
  const found = words.flatMap((word, index) => {
    const verb = verbOf(word);
    return verb === undefined ? [] : [{ ...verb, word, index }];
  });
  const free = found.filter(({ index }) => !PREPOSITIONS.has(words[index - 1] ?? ''));
  const head = headOf(free.length > 0 ? free : found, words);
  if (head === null)
    return { primary: null, certainty: 'sometimes', opens: false, namesCode: false, more: [], verbs: [] };
  const joined = found.filter((verb) => isJoined(verb, head, words));
  const heads = [head, ...joined];
  const primary = gravest(heads.map((verb) => effectInName(verb, words)));
  const more = found.filter(({ word, index }) => index > head.index && GRAVE_ANYWHERE.has(word));
  return {
    primary,
    certainty: head.certainty,
    opens: head.index === 0,
    namesCode: words.some((word) => CODE.has(word)),
    more: more.map(({ effect }) => effect),
    verbs: [...new Set([...heads, ...more].map(({ word }) => word))],
  };
}

/** Far more than a name has; the risk of a longer one is not told by its words. */
const MAX_READ = 1_000;

interface FoundVerb extends Verb {
  readonly word: string;
  readonly index: number;
}

/** Words that are verbs on their own and part of a noun together. */
const COMPOUNDS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['pull', new Set(['request', 'requests'])],
  ['merge', new Set(['request', 'requests'])],
  ['change', new Set(['log', 'request', 'requests'])],
  ['check', new Set(['list', 'run', 'runs', 'suite'])],
  ['data', new Set(['set', 'sets'])],
  ['file', new Set(['share', 'system'])],
  ['auto', new Set(['complete'])],
]);

function joinCompounds(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    if (before !== undefined && COMPOUNDS.get(before)?.has(word) === true) joined[joined.length - 1] = before + word;
    else joined.push(word);
  }
  return joined;
}

const CERTAINTIES: readonly Certainty[] = ['always', 'mostly'];

/** The verb that the name is built on: the surest, and of equals the first; a noun that can be a verb, the last. */
function headOf(found: readonly FoundVerb[], words: readonly string[]): FoundVerb | null {
  const [opening] = found;
  for (const certainty of CERTAINTIES) {
    const first = found.find((verb) => verb.certainty === certainty);
    if (first === undefined) continue;
    // `API-post-search` is a search: the first word is the method of a REST call.
    const next = found.find(({ index }) => index === first.index + 1);
    if (first.word === 'post' && next?.effect === 'read' && next.certainty !== 'sometimes') return next;
    // `archive_list`, `watch_list`: what opens the name is the verb, and `list` the noun.
    const opens = opening?.index === 0 && opening.certainty !== 'sometimes' && words.length > 1;
    return opens && isGraver(opening.effect, first.effect) ? opening : first;
  }
  return found.at(-1) ?? null;
}

/** Behind one of these stands a noun or a state: `mark_as_read`, `add_card_to_list`. */
const PREPOSITIONS: ReadonlySet<string> = new Set(['as', 'to', 'for', 'by', 'of', 'from', 'in', 'on', 'with', 'into']);

const CONJUNCTIONS: ReadonlySet<string> = new Set(['and', 'or', 'then', 'n', 'also']);

/** Verbs that no noun looks like: they count wherever they stand in a name. */
const GRAVE_ANYWHERE: ReadonlySet<string> = new Set([
  ...['delete', 'remove', 'purge', 'truncate', 'erase', 'wipe', 'destroy', 'kill', 'terminate', 'execute', 'exec'],
  ...['overwrite', 'uninstall'],
]);

/** `find_and_replace`, `create_or_update_file`, `get_delete_all`: another thing that the tool is there for. */
function isJoined(verb: FoundVerb, head: FoundVerb, words: readonly string[]): boolean {
  if (verb.index === head.index || verb.certainty === 'sometimes') return false;
  if (CONJUNCTIONS.has(words[verb.index - 1] ?? '')) return true;
  return GRAVE_ANYWHERE.has(verb.word) && verb.index === head.index + 1;
}

/** Mostly the object stands behind the verb; where nothing does, before it: `firewall-rule-create`. */
function effectInName({ word, effect, index }: FoundVerb, words: readonly string[]): EffectKind {
  const behind = words.slice(index + 1);
  return effectOn(word, effect, behind.length > 0 ? behind : words.slice(0, index));
}
