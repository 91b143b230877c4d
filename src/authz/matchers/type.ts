import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';
import { didYouMean } from '../suggest.ts';
import { quoted, readTexts } from './operand.ts';
import type { MatcherRow } from './row.ts';

/** `type`: the JSON type of the value, or one of several; `1.0` is an integer, as in JSON Schema. */
export const type: MatcherRow = {
  key: 'type',
  description: 'The JSON type of the value, or one of several; `1.0` is an integer.',
  get schema() {
    return { anyOf: [TYPE_NAME, { type: 'array', minItems: 1, items: TYPE_NAME }] };
  },
  parse(operand, { report }) {
    const names = readTexts(operand, report, `type (${[...TYPES.keys()].join(', ')})`);
    if (names === null) return null;
    const tests: ((value: JsonValue) => boolean)[] = [];
    for (const { node, text } of names) {
      const test = TYPES.get(text);
      if (test !== undefined) tests.push(test);
      else report(node.at, `unknown type ${quoted(text)}${didYouMean(text, TYPES.keys()) || EXPECTED}`);
    }
    if (tests.length < names.length) return null;
    return {
      wants: `of type ${names.map(({ text }) => text).join(' or ')}`,
      test: (value) => (value === undefined ? 'error' : tests.some((test) => test(value)) ? 'match' : 'miss'),
    };
  },
};

const TYPES: ReadonlyMap<string, (value: JsonValue) => boolean> = new Map<string, (value: JsonValue) => boolean>([
  ['string', (value) => typeof value === 'string'],
  ['number', (value) => typeof value === 'number'],
  ['integer', (value) => Number.isInteger(value)],
  ['boolean', (value) => typeof value === 'boolean'],
  ['array', (value) => Array.isArray(value)],
  ['object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)],
  ['null', (value) => value === null],
]);

const TYPE_NAME: JsonObject = { enum: [...TYPES.keys()] };

const EXPECTED = `, expected one of ${[...TYPES.keys()].join(', ')}`;
