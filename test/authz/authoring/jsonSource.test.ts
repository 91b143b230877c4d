import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { sourceOf } from '../../../src/authz/authoring/jsonSource.ts';
import { readJson } from '../../../src/authz/matchers/operand.ts';

describe('sourceOf', () => {
  it('makes a document that reads back as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // JSON text is what the value is: minus zero has none.
        const json = JSON.parse(JSON.stringify(value)) as typeof value;
        expect(readJson(sourceOf(json as never), () => expect.unreachable())).toEqual({ json });
      }),
    );
  });

  it('keeps a key that objects have a meaning for', () => {
    const source = sourceOf(JSON.parse('{"__proto__": {"a": 1}}') as never);
    expect(source).toMatchObject({ kind: 'map', entries: [{ key: '__proto__', value: { kind: 'map' } }] });
  });
});
