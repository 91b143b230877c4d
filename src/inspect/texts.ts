import type { JsonValue } from '../jsonrpc/message.ts';
import { BINARY_KEYS, plainText } from './plainText.ts';

/** A text of an answer, and where it stands: a JSON Pointer (RFC 6901). */
export interface PlacedText {
  readonly at: string;
  readonly text: string;
}

/** All that a model could read in a value: texts, keys that say something, and resources in base 64 that are text. */
export function* textsOf(value: JsonValue, at = '', key = ''): Generator<PlacedText> {
  if (typeof value === 'string') {
    yield { at, text: (BINARY_KEYS.has(key) ? plainText(value) : null) ?? value };
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* textsOf(item, `${at}/${index}`, key);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      const place = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (name.length >= SENTENCE) yield { at: place, text: name };
      yield* textsOf(item, place, name);
    }
  }
}

/** A shorter key asks for nothing. */
const SENTENCE = 16;
