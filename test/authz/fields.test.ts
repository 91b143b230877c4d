import { describe, expect, it } from 'vitest';
import { type KeyTable, missingKey, readFields, schemaOf } from '../../src/authz/fields.ts';
import { choiceShape, nameShape } from '../../src/authz/shape.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { nodeOf } from '../support/policyOf.ts';
import { reading } from './reading.ts';

const TABLE = {
  name: { description: 'The name.', shape: nameShape('a name'), required: 'a name' },
  effect: { description: 'The effect.', shape: choiceShape('effect', ['on', 'off']) },
} as const satisfies KeyTable;

describe('readFields', () => {
  it('reads the known keys, and reports the others', () => {
    const { value, messages } = reading((context) => {
      const fields = readFields(nodeOf({ name: 'a', efect: 1, zzz: 2 }), TABLE, context, 'a map');
      return [fields?.read('name'), fields?.read('effect'), fields?.node('effect')];
    });
    expect(value).toEqual(['a', null, undefined]);
    expect(messages).toEqual([
      'unknown key `efect`, did you mean `effect`?',
      'unknown key `zzz`, expected one of `name`, `effect`',
    ]);
  });

  it('takes no key for known that every object has', () => {
    const given = nodeOf(JSON.parse('{"constructor":1,"toString":2,"__proto__":3}') as JsonObject);
    expect(reading((context) => readFields(given, TABLE, context, 'a map')).messages).toHaveLength(3);
  });

  it('reports what is no map', () => {
    const { value, messages } = reading((context) => readFields(nodeOf([]), TABLE, context, 'a map'));
    expect([value, messages]).toEqual([null, ['unexpected empty list, expected a map']]);
  });

  it('reports a required key that is missing, and no other', () => {
    const { messages } = reading((context) => {
      const fields = readFields(nodeOf({}), TABLE, context, 'a map');
      fields?.read('name');
      fields?.read('effect');
    });
    expect(messages).toEqual([missingKey('name', 'a name')]);
  });
});

describe('schemaOf', () => {
  it('says of each key what the table says', () => {
    expect(schemaOf(TABLE)).toEqual({
      type: 'object',
      properties: {
        name: { description: 'The name.', type: 'string', pattern: '^[^/]*[^/\\s][^/]*$' },
        effect: { description: 'The effect.', enum: ['on', 'off'] },
      },
      required: ['name'],
      additionalProperties: false,
    });
  });
});
