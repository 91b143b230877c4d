import { readResource } from '../resource.ts';
import { literalPathGlob } from './literalGlob.ts';

/** What the URIs of one method had in common, in bounded memory. */
export class UriSketch {
  /** Each different URI as policies compare it; null once they are too many. */
  #uris: Set<string> | null = new Set();
  /** What they begin with, in whole segments. */
  #beginnings = new Set<string>();
  #depth = MAX_DEPTH;

  /** False for a URI that no allow rule can match, since servers may read it in two ways. */
  add(uri: string): boolean {
    const reading = readResource(uri);
    const [text, ...others] = reading.kind === 'clear' ? reading.whole : [];
    if (text === undefined || others.length > 0 || literalPathGlob(text) === null) return false;
    this.#uris?.add(text);
    if (this.#uris !== null && this.#uris.size > MAX_URIS) this.#uris = null;
    this.#beginnings.add(beginningOf(text, this.#depth));
    while (this.#beginnings.size > MAX_BEGINNINGS && this.#depth >= 0) this.#shorten();
    return true;
  }

  /** Globs on the URIs: each as it is while they are few, else all that begins alike; null where nothing does. */
  patterns(exact: boolean): readonly string[] | null {
    if (this.#uris !== null && this.#uris.size <= (exact ? MAX_URIS : MAX_LISTED)) {
      return [...this.#uris].sort().map(literal);
    }
    if (this.#beginnings.size > MAX_BEGINNINGS) return null;
    const all = [...this.#beginnings].sort();
    return all.filter((one) => !all.some((other) => one !== other && holds(other, one))).map(allBelow);
  }

  #shorten(): void {
    this.#depth = this.#depth === 0 ? -1 : this.#depth >> 1;
    this.#beginnings = new Set([...this.#beginnings].map((text) => beginningOf(text, this.#depth)));
  }
}

const MAX_URIS = 64;
const MAX_LISTED = 8;
const MAX_BEGINNINGS = 16;
const MAX_DEPTH = 8;

/** A URI up to so many of its directories; ends in `/`, or in `:` for one without any, or is the whole URI. */
function beginningOf(uri: string, depth: number): string {
  const [, scheme = '', authority = '', path = ''] = /^([^:]*:)(\/\/[^/?]*)?([^?]*)/.exec(uri) ?? [];
  if (depth < 0) return authority === '' ? scheme : `${scheme}//`;
  const names = path.split('/').slice(0, -1);
  if (names.length === 0) return authority === '' ? scheme : uri;
  return `${scheme}${authority}${names.slice(0, depth + 1).join('/')}/`;
}

function holds(beginning: string, text: string): boolean {
  return /[/:]$/.test(beginning) && text.startsWith(beginning);
}

function allBelow(beginning: string): string {
  if (beginning.endsWith('/')) return `${literal(beginning)}**`;
  return beginning.endsWith(':') ? `${literal(beginning)}*` : literal(beginning);
}

function literal(text: string): string {
  // What no glob can be written for was not taken in.
  return literalPathGlob(text) ?? '';
}
