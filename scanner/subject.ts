import type { TextRole } from './passage.ts';

/** A text that a model may see, and where it stands below the value that was walked. */
export interface Subject {
  /** JSON Pointer (RFC 6901) below the value. */
  readonly at: string;
  readonly role: TextRole;
  readonly text: string;
}

export interface Subjects {
  readonly subjects: readonly Subject[];
  /** Where the walk stopped: deeper, or more, than any real definition is. */
  readonly truncated?: string;
}

/**
 * Every text in a value, keys included: unknown fields are read like known ones, for a client may show them. No
 * recursion, each object once: depth, circles and size cannot exhaust anything.
 */
export function subjectsOf(value: unknown): Subjects {
  const subjects: Subject[] = [];
  const seen = new Set<object>();
  const waiting: Place[] = [{ value, at: '', key: '', depth: 0, isMap: false }];
  let truncated: string | undefined;
  let visits = 0;
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (++visits > MOST_VALUES) return { subjects, truncated: place.at };
    if (typeof place.value === 'string') {
      if (place.value !== '' && !(SPEECHLESS.has(place.key) && TERM.test(place.value)))
        subjects.push({ at: place.at, role: roleOf(place), text: place.value });
      continue;
    }
    if (typeof place.value !== 'object' || place.value === null || seen.has(place.value)) continue;
    seen.add(place.value);
    if (place.depth > DEEPEST) truncated ??= place.at;
    for (const child of childrenOf(place.value, place, subjects).reverse()) waiting.push(child);
  }
  return truncated === undefined ? { subjects } : { subjects, truncated };
}

/** One step of a JSON Pointer (RFC 6901 §3). */
export function pointerStep(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

interface Place {
  readonly value: unknown;
  readonly at: string;
  readonly key: string;
  readonly depth: number;
  /** Whether the keys of this object are names of the author's choosing. */
  readonly isMap: boolean;
}

const DEEPEST = 64;
const MOST_VALUES = 400_000;
const MAPS = new Set(['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas']);
// Fixed words of the schema language, addresses of schemas, and patterns: nobody reads them as prose, unless they are prose.
const SPEECHLESS = new Set([
  '$schema',
  '$ref',
  'type',
  'format',
  'pattern',
  '$id',
  'contentEncoding',
  'contentMediaType',
  'mimeType',
]);
const TERM = /^[\x21-\x7e]{0,80}$/;
const VALUES = new Set(['enum', 'const', 'default', 'examples', 'example']);

function childrenOf(value: object, place: Place, subjects: Subject[]): Place[] {
  // Below the deepest level the pointer stays, or a nest of a million levels would make a million long pointers.
  const isDeep = place.depth > DEEPEST;
  return Object.entries(value).map(([key, child]: [string, unknown]) => {
    const at = isDeep ? place.at : place.at + pointerStep(key);
    if (!Array.isArray(value) && (place.isMap || !KNOWN.has(key)) && key !== '')
      subjects.push({ at, role: 'propertyName', text: key });
    const carries = Array.isArray(value) ? place.key : key;
    return {
      value: child,
      at,
      key: place.isMap ? '' : carries,
      depth: place.depth + 1,
      isMap: !place.isMap && MAPS.has(key),
    };
  });
}

function roleOf({ key, at }: Place): TextRole {
  if (at === '/name' || at === '/title' || at === '/annotations/title') return 'name';
  if (key === 'src' || key === 'uri' || key === 'uriTemplate' || key === 'websiteUrl') return 'url';
  if (VALUES.has(key)) return 'value';
  return at.startsWith('/inputSchema/') || at.startsWith('/outputSchema/') ? 'parameter' : 'prose';
}

/** Keys that the protocol and the schema language define: their names say nothing. */
const KNOWN = new Set(
  (
    'name title description inputSchema outputSchema annotations icons execution taskSupport _meta src sizes theme mimeType uri uriTemplate size arguments prompts resources tools ' +
    'type properties items required additionalProperties enum const default examples example anyOf oneOf allOf not if then else $schema $ref $defs $id $comment definitions format pattern minLength maxLength ' +
    'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems minProperties maxProperties prefixItems contains propertyNames patternProperties dependentRequired dependentSchemas ' +
    'unevaluatedProperties unevaluatedItems nullable deprecated readOnly writeOnly readOnlyHint destructiveHint idempotentHint openWorldHint contentEncoding contentMediaType discriminator mapping'
  ).split(' '),
);
