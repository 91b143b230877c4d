import { canonicalJson } from './canonical.ts';
import { withoutVolatile } from './fingerprint.ts';
import { isRecord, pointerTo } from './json.ts';
import { diffText, type TextPart } from './textDiff.ts';

/** One difference between two definitions of a tool; values are JSON text, `at` is a JSON Pointer below the tool. */
export type FieldChange =
  | { readonly kind: 'text'; readonly at: string; readonly parts: readonly TextPart[] }
  | { readonly kind: 'added' | 'removed'; readonly at: string; readonly value: string; readonly note: string | null }
  | {
      readonly kind: 'changed';
      readonly at: string;
      readonly before: string;
      readonly after: string;
      readonly note: string | null;
    }
  /** There is more, which is not listed: at least `count` differences. */
  | { readonly kind: 'more'; readonly at: string; readonly count: number };

/** Compares two definitions member by member; a difference in a schema says what it means for callers. Never throws. */
export function diffTool(before: unknown, after: unknown): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  let left = 0;
  for (const change of differences({
    before: withoutVolatile(before),
    after: withoutVolatile(after),
    at: '',
    depth: 0,
  })) {
    if (changes.length < MAX_CHANGES) changes.push(change);
    else if (++left === MAX_LEFT) break;
  }
  return left === 0 ? changes : [...changes, { kind: 'more', at: '', count: left }];
}

const MAX_CHANGES = 500;
const MAX_LEFT = 100_000;
/** Deeper differences are shown as one. */
const MAX_DEPTH = 100;

interface Pair {
  readonly before: unknown;
  readonly after: unknown;
  readonly at: string;
  readonly depth: number;
}

function* differences(pair: Pair): Generator<FieldChange> {
  const { before, after, at, depth } = pair;
  if (Object.is(before, after)) return;
  if (typeof before === 'string' && typeof after === 'string') {
    yield isKeyword(at) ? changed(pair) : { kind: 'text', at, parts: diffText(before, after) };
  } else if (depth < MAX_DEPTH && isRecord(before) && isRecord(after)) {
    yield* memberDifferences(before, after, pair);
  } else if (depth < MAX_DEPTH && Array.isArray(before) && Array.isArray(after)) {
    yield* SETS.has(lastOf(at)) ? setDifferences(before, after, at) : itemDifferences(before, after, pair);
  } else if (jsonText(before) !== jsonText(after) || jsonText(before) === UNWRITABLE) {
    yield changed(pair);
  }
}

function* memberDifferences(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  { at, depth }: Pair,
): Generator<FieldChange> {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const place = pointerTo(at, key);
    if (!Object.hasOwn(after, key)) {
      yield { kind: 'removed', at: place, value: jsonText(before[key]), note: noteOn(at, key, 'removed') };
    } else if (!Object.hasOwn(before, key)) {
      yield { kind: 'added', at: place, value: jsonText(after[key]), note: noteOn(at, key, 'added') };
    } else {
      yield* differences({ before: before[key], after: after[key], at: place, depth: depth + 1 });
    }
  }
}

function* itemDifferences(
  before: readonly unknown[],
  after: readonly unknown[],
  { at, depth }: Pair,
): Generator<FieldChange> {
  const shared = Math.min(before.length, after.length);
  for (let index = 0; index < shared; index++) {
    yield* differences({ before: before[index], after: after[index], at: pointerTo(at, index), depth: depth + 1 });
  }
  for (let index = shared; index < before.length; index++) {
    yield { kind: 'removed', at: pointerTo(at, index), value: jsonText(before[index]), note: null };
  }
  for (let index = shared; index < after.length; index++) {
    yield { kind: 'added', at: pointerTo(at, index), value: jsonText(after[index]), note: null };
  }
}

/** Lists whose order means nothing: what came and what went, by value. */
const SETS: ReadonlySet<string> = new Set(['required', 'enum', 'type']);

function* setDifferences(before: readonly unknown[], after: readonly unknown[], at: string): Generator<FieldChange> {
  const old = new Set(before.map(jsonText));
  const now = new Set(after.map(jsonText));
  const notes = SET_NOTES.get(lastOf(at));
  let found = false;
  for (const value of old) {
    if (now.has(value)) continue;
    found = true;
    yield { kind: 'removed', at, value, note: notes?.removed ?? null };
  }
  for (const value of now) {
    if (old.has(value)) continue;
    found = true;
    yield { kind: 'added', at, value, note: notes?.added ?? null };
  }
  if (!found && jsonText(before) !== jsonText(after)) {
    yield { kind: 'changed', at, before: jsonText(before), after: jsonText(after), note: 'only their order or number' };
  }
}

interface Notes {
  readonly added: string;
  readonly removed: string;
}

const SET_NOTES: ReadonlyMap<string, Notes> = new Map([
  ['required', { added: 'now required', removed: 'no longer required' }],
  ['enum', { added: 'one more value is accepted', removed: 'no longer accepted' }],
  ['type', { added: 'one more type is accepted', removed: 'type no longer accepted' }],
]);

/** What it means that a member came or went, by what it is a member of, or by its own name. */
const MEMBER_NOTES: ReadonlyMap<string, Notes> = new Map([
  ['properties', { added: 'new argument', removed: 'argument gone' }],
  ['enum', { added: 'now only some values are accepted', removed: 'any value is accepted now' }],
  ['required', { added: 'some arguments are required now', removed: 'no argument is required any more' }],
  ['default', { added: 'has a default now', removed: 'has no default any more' }],
  [
    'additionalProperties',
    { added: 'a rule for further arguments', removed: 'no rule for further arguments any more' },
  ],
  ['pattern', { added: 'must match a pattern now', removed: 'need not match a pattern any more' }],
  ['annotations', { added: 'hints of the server about itself', removed: 'no hints any more' }],
]);

function noteOn(at: string, key: string, kind: 'added' | 'removed'): string | null {
  const notes = lastOf(at) === 'properties' ? MEMBER_NOTES.get('properties') : MEMBER_NOTES.get(key);
  return notes?.[kind] ?? null;
}

function changed({ before, after, at }: Pair): FieldChange {
  const note = KEYWORD_NOTES.get(lastOf(at)) ?? null;
  return { kind: 'changed', at, before: jsonText(before), after: jsonText(after), note };
}

/** Members whose text is one word: a difference inside of it says nothing. */
const KEYWORD_NOTES: ReadonlyMap<string, string> = new Map([
  ['type', 'another type'],
  ['$ref', 'another schema'],
  ['format', 'another format'],
  ['pattern', 'another pattern'],
  ['default', 'another default'],
  ['const', 'another value'],
  ['additionalProperties', 'another rule for further arguments'],
]);

function isKeyword(at: string): boolean {
  return KEYWORD_NOTES.has(lastOf(at));
}

function lastOf(at: string): string {
  return at.slice(at.lastIndexOf('/') + 1);
}

const UNWRITABLE = '(not JSON, or nested too deep to show)';

function jsonText(value: unknown): string {
  try {
    return canonicalJson(value);
  } catch {
    return UNWRITABLE;
  }
}
