import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';
import { isPublicHost } from '../matchers/publicHost.ts';
import { isFreeTextName } from './argName.ts';
import { rootsOf, type RootLimits } from './pathRoots.ts';
import type { Scalar, ValueSketch } from './valueSketch.ts';

/**
 * How narrow a matcher is: `range` generalises (directories, hosts, bounds), `exact` lists what was seen, `type` is
 * what is left where values are too many, too long or secret.
 */
export type Width = 'range' | 'exact' | 'type';

/** What a matcher is written with. */
export interface MatcherOptions extends RootLimits {
  /** What the argument is called. */
  readonly name: string;
  readonly width: Width;
  /** Whether a value under this name must not stand in a policy, since it may be a credential. */
  readonly isSecret: (name: string, value: string) => boolean;
  /** Hears of what a person should look at before the policy is used. */
  readonly remark: (text: string) => void;
}

/** Writes the matchers, in the policy language, that all values of a sketch match. */
export function sketchMatcher(sketch: ValueSketch, options: MatcherOptions): JsonObject {
  if (options.width === 'type') return typeMatcher(sketch);
  if (isOnly(sketch, 'string')) return textMatcher(sketch, options);
  if (isOnly(sketch, 'integer', 'number')) return numberMatcher(sketch, options);
  if (isOnly(sketch, 'array')) return arrayMatcher(sketch, options);
  if (isOnly(sketch, 'object')) return objectMatcher(sketch, options);
  if (isOnly(sketch, 'boolean') && sketch.scalars?.size === 2) return typeMatcher(sketch);
  const isScalar = !sketch.kinds.has('array') && !sketch.kinds.has('object');
  return (isScalar && isListable(sketch, options) ? listed(sketch, options) : null) ?? typeMatcher(sketch);
}

function isListable(sketch: ValueSketch, { width, name }: MatcherOptions): boolean {
  return width === 'exact' || (isEnum(sketch) && !isFreeTextName(name));
}

function isOnly({ kinds }: ValueSketch, ...wanted: readonly string[]): boolean {
  return [...kinds].every((kind) => wanted.includes(kind));
}

function typeMatcher({ kinds }: ValueSketch): JsonObject {
  // An integer is a number too.
  const types = [...kinds].filter((kind) => kind !== 'integer' || !kinds.has('number')).sort();
  const [only = 'null', ...others] = types;
  return { type: others.length === 0 ? only : types };
}

function textMatcher(sketch: ValueSketch, options: MatcherOptions): JsonObject {
  return (
    hostMatcher(sketch, options) ??
    pathMatcher(sketch, options) ??
    (isListable(sketch, options) ? listed(sketch, options) : null) ?? {
      type: 'string',
      max_length: roundUp(sketch.longest),
    }
  );
}

/** Values that come again, and look like words of a program: what people write is not repeated, or has spaces. */
function isEnum({ scalars, count }: ValueSketch): boolean {
  if (scalars === null || scalars.size > MAX_ENUM) return false;
  const isWord = [...scalars].every((value) => typeof value !== 'string' || /^[\w.:/@+-]{1,40}$/.test(value));
  return isWord && (scalars.size === 1 || count > scalars.size);
}

const MAX_ENUM = 8;

/** What was seen, value by value; null where it is not all known, or must not be written down. */
function listed({ scalars }: ValueSketch, { name, isSecret }: MatcherOptions): JsonObject | null {
  if (scalars === null || scalars.size === 0) return null;
  const values = [...scalars].sort(byKindAndOrder);
  if (values.some((value) => isUnwritable(value) || isSecret(name, String(value)))) return null;
  const [only] = values;
  return values.length === 1 && only !== undefined ? { equals: only } : { in: values };
}

function isUnwritable(value: Scalar): boolean {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}

function byKindAndOrder(a: Scalar, b: Scalar): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [one, other] = [a, b].map((value) => `${typeof value} ${String(value)}`);
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

/** A length that is easy to read, and leaves some room. */
function roundUp(length: number): number {
  return 2 ** Math.max(6, Math.ceil(Math.log2(Math.max(1, length))));
}

function hostMatcher({ hosts, schemes }: ValueSketch, { remark }: MatcherOptions): JsonObject | null {
  if (hosts === null || hosts.size === 0) return null;
  const isMany = hosts.size > MAX_HOSTS && [...hosts].every(isPublicHost);
  if (isMany) remark(`${hosts.size} different hosts: any public one is allowed`);
  const host = isMany ? ['*'] : [...hosts].sort();
  return { host, ...(schemes.size === 1 && schemes.has('https') ? {} : { schemes: [...schemes].sort() }) };
}

const MAX_HOSTS = 16;

function pathMatcher(sketch: ValueSketch, options: MatcherOptions): JsonObject | null {
  const { places } = sketch;
  if (places === null || places.size === 0) return null;
  // A directory as it was spelled holds nothing below it.
  if (options.width === 'exact') return listed(sketch, options) ?? { under: [...places].sort() };
  const { roots, broad } = rootsOf(places, options);
  for (const root of broad) options.remark(`\`${root}\` is a lot: the paths have no smaller directory in common`);
  return { under: [...roots] };
}

function numberMatcher(sketch: ValueSketch, options: MatcherOptions): JsonObject {
  const { min, max, isSafe } = sketch.numbers;
  if (!isSafe || options.isSecret(options.name, String(max))) return typeMatcher(sketch);
  const exact = options.width === 'exact' || min === max ? listed(sketch, options) : null;
  return exact ?? { ...typeMatcher(sketch), min: min + 0, max: max + 0 };
}

function arrayMatcher(sketch: ValueSketch, options: MatcherOptions): JsonObject {
  if (sketch.mostItems === 0) return { type: 'array', max_length: 0 };
  if (sketch.items === null) return typeMatcher(sketch);
  return { each: sketchMatcher(sketch.items, options), max_length: sketch.mostItems };
}

function objectMatcher(sketch: ValueSketch, options: MatcherOptions): JsonObject {
  const { members, objects } = sketch;
  if (members === null) {
    options.remark('an object of many different keys: any object is allowed');
    return typeMatcher(sketch);
  }
  const keys = [...members].map(([name, { sketch: member, count }]): [string, JsonValue] => [
    name,
    presence(sketchMatcher(member, { ...options, name }), count === objects),
  ]);
  // `fromEntries` defines own properties, so a key `__proto__` stays a key.
  return { keys: Object.fromEntries(keys) };
}

/** Adds to matchers that a value may be missing. */
export function presence(matcher: JsonObject, isAlwaysThere: boolean): JsonObject {
  return isAlwaysThere ? matcher : { ...matcher, optional: true };
}
