import type { JsonObject } from '../../jsonrpc/message.ts';
import { ROWS } from './table.ts';

/** The JSON Schema of what an argument must be: matchers, or a value or list of values for short. */
export function matcherSchema(): JsonObject {
  const rows = ROWS.flatMap(({ key, description, schema, modifiers = {} }) => [
    [key, { description, ...schema }] as const,
    ...Object.entries(modifiers).map(
      ([name, modifier]) => [name, { ...modifier.schema, description: modifier.description }] as const,
    ),
  ]);
  return {
    anyOf: [
      { type: ['string', 'number', 'boolean'] },
      { type: 'array', minItems: 1 },
      {
        type: 'object',
        minProperties: 1,
        properties: { ...Object.fromEntries(rows), ...WHEN_MISSING },
        additionalProperties: false,
      },
    ],
  };
}

const WHEN_MISSING: JsonObject = {
  optional: { const: true, description: 'The argument may be missing.' },
  present: { const: true, description: 'The argument has to be there; where it is missing, the rule does not match.' },
};
