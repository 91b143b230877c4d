import { describe, expect, it } from 'vitest';
import { conditionsShape } from '../../src/authz/conditions.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { nodeOf } from '../support/policyOf.ts';
import { accepts } from './jsonSchema.ts';
import { reading } from './reading.ts';

const read = (given: JsonValue) => reading((context) => conditionsShape.read(nodeOf(given), context));

describe('conditionsShape', () => {
  it('reads globs for text, and values for the rest', () => {
    const given = { env: 'prod-*', level: 3, dry: true };
    expect(read(given)).toMatchObject({
      value: [
        { key: 'env', kind: 'glob', pattern: { text: 'prod-*' } },
        { key: 'level', kind: 'value', value: 3 },
        { key: 'dry', kind: 'value', value: true },
      ],
      messages: [],
    });
    expect(accepts(conditionsShape.schema, given)).toBe(true);
  });

  it.each<[JsonValue, string, boolean]>([
    [{}, 'unexpected empty map, expected a map of context keys and what each must be', false],
    ['prod', 'unexpected string `prod`', false],
    [{ env: ['prod'] }, 'unexpected list, expected a glob, a number, `true` or `false`', false],
    [{ env: null }, 'unexpected empty value', false],
    [{ env: 'a[' }, 'the glob `a[` cannot be read', true],
  ])('refuses %j', (given, message, bySchema) => {
    expect(read(given).messages).toEqual([expect.stringContaining(message)]);
    expect(accepts(conditionsShape.schema, given)).toBe(bySchema);
  });
});
