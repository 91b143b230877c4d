import type { JsonObject } from './message.ts';

/** The members of a message that Leash reads. */
const TOP_LEVEL = judged(['jsonrpc', 'id', 'method', 'params', 'result', 'error']);

/** The members of `params` that Leash reads (`authz/mapping.ts`); inside `arguments` it is the policy that does. */
const PARAMS = judged([
  'name',
  'arguments',
  'uri',
  'ref',
  '_meta',
  'task',
  'taskId',
  'cursor',
  'inputResponses',
  'requestState',
  'resourceSubscriptions',
  'requestId',
]);

/** The members of `params.ref`, which says what is completed. */
const REF = judged(['type', 'name', 'uri']);

/** Where a message is judged by its keys, and by which. */
export const JUDGED_KEYS = { topLevel: TOP_LEVEL, params: PARAMS, ref: REF } as const;

interface JudgedKeys {
  readonly exact: ReadonlySet<string>;
  readonly folded: ReadonlySet<string>;
}

/**
 * Finds a key that is none of the judged ones, and that another reader could take for one: Go's encoding/json ignores
 * case, others trim, normalise, or accept `task_id` for `taskId`. Such a reader would act on a member that was not
 * judged. `__proto__` is one too: merged into another object, it brings members that nobody saw.
 */
export function findLookalike(object: JsonObject, judgedKeys: JudgedKeys): string | null {
  for (const key in object) {
    if (judgedKeys.exact.has(key)) continue;
    if (key === '__proto__' || judgedKeys.folded.has(fold(key))) return key;
  }
  return null;
}

function judged(keys: readonly string[]): JudgedKeys {
  return { exact: new Set(keys), folded: new Set(keys.map(fold)) };
}

const PLAIN_ASCII = /^[!-~]*$/;
/** What does not show, and what sits on top of a letter. */
const UNSEEN = /[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}]/gu;
/** Between the words of a key; in front it makes another key (`_meta`, not `meta`). */
const SEPARATORS = /(?!^)[_-]/g;

/** One form for all keys that look or read alike; it only has to tell keys from judged ones, which are plain Latin. */
function fold(key: string): string {
  if (PLAIN_ASCII.test(key)) return key.toLowerCase().replace(SEPARATORS, '');
  const letters = key.normalize('NFKD').replace(UNSEEN, '').toLowerCase();
  return letters.replace(CONFUSABLE, (letter) => LATIN.get(letter) ?? letter).replace(SEPARATORS, '');
}

/** Lower-case letters drawn like a Latin one, for the letters that judged keys are made of (Unicode TR 39). */
const LATIN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'аαɑ',
    b: 'ьƅ',
    c: 'сςᴄ',
    d: 'ԁɗ',
    e: 'еєҽ℮ε',
    g: 'ɡց',
    h: 'һհн',
    i: 'іιıɩӏ',
    j: 'јϳ',
    k: 'кκ',
    m: 'мᴍ',
    n: 'ոпη',
    o: 'оοօσᴏ',
    p: 'рρ',
    q: 'ԛգ',
    r: 'гᴦ',
    s: 'ѕꜱ',
    t: 'тτᴛ',
    u: 'υսᴜ',
    _: 'ˍ',
  }).flatMap(([latin, alike]) => [...alike].map((letter) => [letter, latin] as const)),
);

const CONFUSABLE = new RegExp(`[${[...LATIN.keys()].join('')}]`, 'gu');
