import { isFaithful } from './faithful.ts';
import { printable } from './printable.ts';
import { endOfString } from './quoted.ts';

/** What `JSON.parse` does not tell about a text. Paths are JSON Pointers (RFC 6901), cut and escaped for people. */
export interface Inspection {
  /** Where a key stands twice in one object, compared after unescaping: readers differ in which one they take. */
  readonly duplicateKey: string | null;
  /** Whether that happens in the outermost object. */
  readonly topLevelDuplicate: boolean;
  /** Where a number stands that JavaScript cannot hold exactly. */
  readonly unfaithfulNumber: string | null;
  /** How deep arrays and objects nest; 0 for a value that is neither. */
  readonly maxDepth: number;
}

/**
 * Reads a text that is known to be valid JSON, in one pass and without recursion, for duplicate keys and for numbers
 * that a JavaScript number does not hold.
 */
export function inspectJson(text: string): Inspection {
  let duplicateKey: string | null = null;
  let topLevelDuplicate = false;
  let unfaithfulNumber: string | null = null;
  let maxDepth = 0;
  const open: Container[] = [];
  let container: Container | undefined;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === CODE.quote) {
      const end = endOfString(text, at);
      if (container?.awaitsKey === true) {
        const key = unescapeKey(text, at, end);
        container.awaitsKey = false;
        container.key = key;
        if (!addKey(container, key)) {
          duplicateKey ??= pathOf(open);
          topLevelDuplicate ||= open.length === 1;
        }
      }
      at = end;
    } else if (code === CODE.comma) {
      if (container?.keys === null) container.index += 1;
      else if (container !== undefined) container.awaitsKey = true;
    } else if (code === CODE.openObject || code === CODE.openArray) {
      container = newContainer(code === CODE.openObject);
      maxDepth = Math.max(maxDepth, open.push(container));
    } else if (code === CODE.closeObject || code === CODE.closeArray) {
      open.pop();
      container = open.at(-1);
    } else if (code === CODE.minus || isDigit(code)) {
      const end = endOfNumber(text, at);
      if (unfaithfulNumber === null && !isFaithful(text.slice(at, end))) unfaithfulNumber = pathOf(open);
      at = end - 1;
    }
  }
  return { duplicateKey, topLevelDuplicate, unfaithfulNumber, maxDepth };
}

const CODE = {
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  openObject: 0x7b,
  closeObject: 0x7d,
  openArray: 0x5b,
  closeArray: 0x5d,
} as const;

interface Container {
  /** The keys so far; null for an array. */
  readonly keys: string[] | null;
  /** The same, once they are many. */
  keySet: Set<string> | null;
  awaitsKey: boolean;
  /** Where in it the scan is. */
  key: string;
  index: number;
}

function newContainer(isObject: boolean): Container {
  return { keys: isObject ? [] : null, keySet: null, awaitsKey: isObject, key: '', index: 0 };
}

/** So many keys are found faster in a list than in a set. */
const FEW = 12;

/** False where the key was there already. */
function addKey(container: Container, key: string): boolean {
  const { keys } = container;
  if (keys === null) return true;
  if (keys.length < FEW) {
    if (keys.includes(key)) return false;
    keys.push(key);
    return true;
  }
  container.keySet ??= new Set(keys);
  const { size } = container.keySet;
  return container.keySet.add(key).size > size;
}

function unescapeKey(text: string, open: number, close: number): string {
  const raw = text.slice(open + 1, close);
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && isNumberPart(text.charCodeAt(at))) at += 1;
  return at;
}

/** A digit, or one of `+ - . e E`. */
function isNumberPart(code: number): boolean {
  return isDigit(code) || code === 0x2b || code === 0x2d || code === 0x2e || code === 0x65 || code === 0x45;
}

const MAX_SEGMENTS = 8;
const MAX_SEGMENT = 40;

/** The way from the root to where the scan is; the middle of a long one is left out. */
function pathOf(open: readonly Container[]): string {
  const shown = open.length <= MAX_SEGMENTS ? open : [...open.slice(0, 3), null, ...open.slice(4 - MAX_SEGMENTS)];
  return shown.map((container) => `/${container === null ? '…' : segmentOf(container)}`).join('');
}

function segmentOf({ keys, key, index }: Container): string {
  // Attacker-controlled: a key may hold anything.
  return keys === null ? String(index) : printable(key.replaceAll('~', '~0').replaceAll('/', '~1'), MAX_SEGMENT);
}
