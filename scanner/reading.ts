import { clausesOf } from './clause.ts';
import type { Names } from './clauseRoles.ts';
import { decodeHidden, decodeVisible, type Decoded } from './decode.ts';
import { normalize } from './normalize.ts';
import type { Passage, TextRole } from './passage.ts';

/** Reads one text: as it stands, and once more for each text that is packed inside it, two packages deep. */
export function passagesOf(text: string, role: TextRole, names: Names): Passage[] {
  const plain = read(text, role, 'plain', names, (start, end) => [start, end]);
  const packed = [
    ...decodeHidden(text).map((decoded) => unpack(decoded, role, names, (start, end) => [start, end])),
    ...decodeVisible(plain.text).map((decoded) => unpack(decoded, role, names, plain.spanOf)),
  ];
  return packed.length === 0 ? [plain] : [plain, ...packed.flatMap((outer) => [outer, ...nested(outer, role, names)])];
}

type SpanOf = Passage['spanOf'];

function read(original: string, role: TextRole, via: Passage['via'], names: Names, toSent: SpanOf): Passage {
  const { text, spanOf } = normalize(original);
  const clauses = isSpeech(text, role)
    ? clausesOf(role === 'name' || role === 'propertyName' ? spaced(text) : text, names)
    : [];
  return { role, via, original, text, clauses, spanOf: (start, end) => toSent(...spanOf(start, end)) };
}

/** One or two words ask for nothing, and most of a schema is such: a parameter's name is read when it is a sentence. */
function isSpeech(text: string, role: TextRole): boolean {
  if (role === 'propertyName') return text.length > 12 && SENTENCE.test(text);
  return role !== 'value' || text.length > 12;
}

const SENTENCE = /^[^ _.-]{1,40}(?:[ _.-][^ _.-]{1,40}){3}/;

/** A name is read as the words that it is made of; each separator is one character, so offsets hold. */
function spaced(name: string): string {
  return name.replace(/[_.\-/]/g, ' ');
}

/** All of a package stands where the package stands. */
function unpack({ via, text, start, end }: Decoded, role: TextRole, names: Names, toSent: SpanOf): Passage {
  const span = toSent(start, end);
  return read(text, role, via, names, () => span);
}

function nested(outer: Passage, role: TextRole, names: Names): Passage[] {
  return decodeVisible(outer.text)
    .filter(({ text }) => text !== outer.text)
    .map((decoded) => unpack(decoded, role, names, outer.spanOf));
}
