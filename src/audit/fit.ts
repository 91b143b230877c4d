import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { MAX_VALUE_BYTES, SALT_BYTES, commit } from './disclosure.ts';
import type { Cut } from './sealedEntry.ts';

/** Makes texts from outside fit an entry: well-formed, bounded, and committed to as a whole where that changed them. */
export interface Fitter {
  text(field: string, text: string, maxBytes: number): string;
  textOrNull(field: string, text: string | null, maxBytes: number): string | null;
  /** Keeps leading items, each shortened, while they fit. */
  list<T extends JsonValue>(field: string, items: readonly T[], maxBytes: number, shorten: (item: T) => T): T[];
  /** Keeps a canonical object if it fits, else an empty one; null stands for one that could not be read. */
  object(field: string, whole: JsonObject | null, maxBytes: number): JsonObject;
  readonly cuts: readonly Cut[];
  readonly disclosures: readonly string[];
}

/** A fitter for one entry. */
export function createFitter(random: (bytes: number) => Uint8Array): Fitter {
  const cuts: Cut[] = [];
  const disclosures: string[] = [];

  function keep(field: string, whole: JsonValue): void {
    const { digest, disclosure, bytes } = commit(random(SALT_BYTES), field, whole, MAX_VALUE_BYTES);
    cuts.push({ bytes, field, sd: digest });
    disclosures.push(disclosure);
  }

  function text(field: string, whole: string, maxBytes: number): string {
    const fitted = fitText(whole, maxBytes);
    if (fitted !== whole) keep(field, whole);
    return fitted;
  }

  return {
    cuts,
    disclosures,
    text,
    textOrNull: (field, whole, maxBytes) => (whole === null ? null : text(field, whole, maxBytes)),
    list(field, items, maxBytes, shorten) {
      if (items.length === 0) return [];
      const text = JSON.stringify(items);
      // JSON.stringify escapes lone surrogates, so `\u` stands in the text of a list that is not well-formed.
      if (text.length * 3 <= maxBytes && !text.includes('\\u')) return [...items];
      const kept = fitList(items.map(shorten), maxBytes);
      if (JSON.stringify(kept) !== text) keep(field, [...items]);
      return kept;
    },
    object(field, whole, maxBytes) {
      if (whole === null) return { unreadable: true };
      if (Buffer.byteLength(JSON.stringify(whole)) <= maxBytes) return whole;
      keep(field, whole);
      return {};
    },
  };
}

/** A well-formed text whose JSON takes at most `maxBytes` between its quotes; one that was cut ends in `…`. */
export function fitText(text: string, maxBytes: number): string {
  if (fits(text, maxBytes)) return text.toWellFormed();
  let used = 0;
  let end = 0;
  let roomForMark = 0;
  for (const character of text) {
    used += escapedBytes(character);
    if (used > maxBytes) return `${text.slice(0, roomForMark).toWellFormed()}…`;
    end += character.length;
    if (used <= maxBytes - MARK_BYTES) roomForMark = end;
  }
  return text.toWellFormed();
}

const MARK_BYTES = 3;

function fits(text: string, maxBytes: number): boolean {
  // No UTF-16 unit takes more than the six bytes of an escape, and none less than one byte.
  if (text.length * 6 <= maxBytes) return true;
  return text.length <= maxBytes && Buffer.byteLength(JSON.stringify(text)) - 2 <= maxBytes;
}

function escapedBytes(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return 6;
  if (code === 0x22 || code === 0x5c) return 2;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x1_0000 ? 3 : 4;
}

function fitList<T extends JsonValue>(items: readonly T[], maxBytes: number): T[] {
  let used = 2;
  const end = items.findIndex((item) => {
    used += Buffer.byteLength(JSON.stringify(item)) + 1;
    return used > maxBytes;
  });
  return end < 0 ? [...items] : items.slice(0, end);
}
