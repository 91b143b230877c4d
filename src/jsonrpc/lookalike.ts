import type { JsonValue } from './message.ts';
import { printable } from './printable.ts';
import { isObject } from './value.ts';

interface JudgedKeys {
  readonly exact: ReadonlySet<string>;
  readonly folded: ReadonlySet<string>;
}

/** More members than this that Leash does not know are no MCP, and to look at each would take seconds. */
const MAX_UNKNOWN = 1000;

/**
 * Says which key of an object is none of the judged ones, and could be taken for one by another reader: Go's
 * encoding/json ignores case, others trim, normalise, or accept `task_id` for `taskId`. Such a reader would act on a
 * member that was not judged. `__proto__` is one too: merged into another object, it brings members that nobody saw.
 */
export function findLookalike(value: JsonValue | undefined, keys: JudgedKeys): string | null {
  if (!isObject(value)) return null;
  let unknown = 0;
  for (const key in value) {
    if (keys.exact.has(key)) continue;
    if (key === '__proto__' || keys.folded.has(fold(key))) {
      return `the key \`${printable(key, 40)}\` can be taken for another`;
    }
    unknown += 1;
    if (unknown > MAX_UNKNOWN) return `it has more than ${MAX_UNKNOWN} unknown members`;
  }
  return null;
}

/** Lower-case letters drawn like a Latin one, for the letters that judged keys are made of (after Unicode TR 39). */
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
  }).flatMap(([latin, alike]) => Array.from(alike, (letter) => [letter, latin] as const)),
);
const CONFUSABLE = new RegExp(`[${[...LATIN.keys()].join('')}]`, 'gu');

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

function judged(keys: readonly string[]): JudgedKeys {
  return { exact: new Set(keys), folded: new Set(keys.map(fold)) };
}

/** The members that Leash reads (`authz/mapping.ts`), by where they stand. Inside `arguments` it is the policy that reads. */
export const JUDGED_KEYS = {
  topLevel: judged(['jsonrpc', 'id', 'method', 'params', 'result', 'error']),
  params: judged([
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
    'notifications',
  ]),
  /** `params.ref` of completion/complete. */
  ref: judged(['type', 'name', 'uri']),
  /** `params.notifications` of subscriptions/listen. */
  notifications: judged(['resourceSubscriptions']),
  /** The result of any request: what it asks of the client. */
  result: judged(['inputRequests']),
  /** What introduces a server (`initialize`, `server/discover`). */
  greeting: judged(['instructions', 'capabilities']),
  /** The result of a list request. */
  lists: judged(['tools', 'resources', 'resourceTemplates', 'prompts', 'tasks']),
} as const;
