import { describe, expect, it } from 'vitest';
import { matcherSchema } from '../../../src/authz/matchers/schema.ts';
import { ROWS } from '../../../src/authz/matchers/table.ts';
import { isObject, member } from '../../../src/jsonrpc/value.ts';

describe('matcherSchema', () => {
  it('has a description of every matcher and of what refines it, and of nothing else', () => {
    const forms = matcherSchema()['anyOf'];
    const properties = Array.isArray(forms) ? member(forms.at(-1), 'properties') : undefined;
    const modifiers = ROWS.flatMap((row) => Object.keys(row.modifiers ?? {}));
    const keys = [...ROWS.map(({ key }) => key), ...modifiers, 'optional', 'present'];
    expect(isObject(properties) ? Object.keys(properties).sort() : []).toEqual(keys.sort());
    for (const key of keys) expect(member(member(properties, key), 'description')).toMatch(/^\S.{10,160}\.$/);
  });
});
