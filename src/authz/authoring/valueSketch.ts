import type { JsonValue } from '../../jsonrpc/message.ts';
import { readUrlHost } from '../matchers/urlHost.ts';
import { isRootedPath } from './placeOf.ts';

export type Scalar = string | number | boolean | null;

/** The types of the policy language; an integer is no `number` here. */
export type Kind = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null';

/** How values are read while they are gathered. */
export interface SketchContext {
  /** The one place that a text leads to as a path; null where there is none. */
  readonly place: (text: string) => string | null;
  /** Whether the argument is a path by its name, so that a relative one is understood as such. */
  readonly isPath: boolean;
}

/** How often a member was there, and what it was. */
export interface MemberSketch {
  readonly sketch: ValueSketch;
  count: number;
}

/**
 * What the values of one argument had in common, in bounded memory however many there were. What is over a bound is
 * given up as a whole (null), and never told in part.
 */
export class ValueSketch {
  count = 0;
  readonly kinds = new Set<Kind>();
  /** Each different scalar, as long as they are few and short. */
  scalars: Set<Scalar> | null = new Set();
  readonly numbers = { min: Infinity, max: -Infinity, isSafe: true };
  /** Length of the longest text in UTF-16 units, of which it has at least as many as characters. */
  longest = 0;
  /** The places that the texts lead to, as long as all of them do. */
  places: Set<string> | null = new Set();
  /** The hosts that the texts name, as long as all of them are URLs. */
  hosts: Set<string> | null = new Set();
  readonly schemes = new Set<string>();
  items: ValueSketch | null = null;
  mostItems = 0;
  objects = 0;
  members: Map<string, MemberSketch> | null = new Map();

  add(value: JsonValue, context: SketchContext, depth = 0): void {
    this.count += 1;
    const kind = kindOf(value);
    this.kinds.add(kind);
    if (Array.isArray(value)) this.#addItems(value, context, depth);
    else if (typeof value === 'object' && value !== null) this.#addMembers(value, context, depth);
    else this.#addScalar(value, context);
  }

  #addItems(items: readonly JsonValue[], context: SketchContext, depth: number): void {
    this.mostItems = Math.max(this.mostItems, items.length);
    if (depth >= MAX_DEPTH) return;
    for (const item of items) {
      this.items ??= new ValueSketch();
      this.items.add(item, context, depth + 1);
    }
  }

  #addMembers(object: Readonly<Record<string, JsonValue>>, context: SketchContext, depth: number): void {
    this.objects += 1;
    const keys = Object.keys(object);
    if (depth >= MAX_DEPTH || keys.length > MAX_MEMBERS) this.members = null;
    for (const key of keys) {
      if (this.members === null) return;
      const member = this.members.get(key) ?? { sketch: new ValueSketch(), count: 0 };
      this.members.set(key, member);
      member.count += 1;
      member.sketch.add(object[key] ?? null, context, depth + 1);
      if (this.members.size > MAX_MEMBERS) this.members = null;
    }
  }

  #addScalar(value: Scalar, context: SketchContext): void {
    if (typeof value === 'string') this.#addText(value, context);
    if (typeof value === 'number') {
      this.numbers.min = Math.min(this.numbers.min, value);
      this.numbers.max = Math.max(this.numbers.max, value);
      // YAML would write an integer that JavaScript cannot hold exactly, and refuse to read it.
      this.numbers.isSafe &&= !Number.isInteger(value) || Number.isSafeInteger(value);
    }
    const isLong = typeof value === 'string' && (value.length > MAX_TEXT || !value.isWellFormed());
    if (isLong) this.scalars = null;
    // Adding zero turns minus zero into zero.
    this.scalars?.add(typeof value === 'number' ? value + 0 : value);
    if (this.scalars !== null && this.scalars.size > MAX_SCALARS) this.scalars = null;
  }

  #addText(text: string, context: SketchContext): void {
    this.longest = Math.max(this.longest, text.length);
    this.#addPlace(text, context);
    this.#addHost(text);
  }

  #addPlace(text: string, { place, isPath }: SketchContext): void {
    if (this.places === null) return;
    const found = isPath || isRootedPath(text) ? place(text) : null;
    if (found === null) this.places = null;
    else this.places.add(found);
    if (this.places !== null && this.places.size > MAX_PLACES) this.places = parentsOf(this.places);
  }

  #addHost(text: string): void {
    if (this.hosts === null) return;
    const url = readUrlHost(text);
    if (url === null || !url.isCanonical || url.host.includes('*')) {
      this.hosts = null;
      return;
    }
    this.hosts.add(url.isDefaultPort ? url.host : `${url.host}:${url.port}`);
    this.schemes.add(url.scheme);
    if (this.hosts.size > MAX_HOSTS) this.hosts = null;
  }
}

const MAX_DEPTH = 4;
const MAX_MEMBERS = 32;
const MAX_SCALARS = 64;
const MAX_TEXT = 200;
const MAX_PLACES = 512;
const MAX_HOSTS = 64;

function kindOf(value: JsonValue): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  const type = typeof value;
  return type === 'string' || type === 'boolean' ? type : 'object';
}

/** The directories of places that are too many to keep; what they hold is kept with them. */
function parentsOf(places: ReadonlySet<string>): Set<string> {
  let parents = new Set(places);
  while (parents.size > MAX_PLACES) {
    parents = new Set([...parents].map((place) => place.slice(0, place.lastIndexOf('/')) || '/'));
  }
  return parents;
}
