import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spliceJson } from '../../src/jsonrpc/splice.ts';

describe('spliceJson', () => {
  it('leaves every other byte alone, numbers that JavaScript cannot hold among them', () => {
    const text = '{ "id":1, "result" : {"tools":[{"name":"a","max":18446744073709551615} , {"name":"b"}],"x": 1.0} }';
    const cut = spliceJson(text, { path: ['result'], array: 'tools', keep: (i) => i === 0, set: {} });
    expect(cut).toBe('{ "id":1, "result" : {"tools":[{"name":"a","max":18446744073709551615}],"x": 1.0} }');
  });

  it('overwrites members that are present and adds none', () => {
    const text = '{"result":{"tools":[1,2],"cacheScope":"public"}}';
    const set = { cacheScope: '"private"', ttlMs: '5' };
    expect(spliceJson(text, { path: ['result'], array: 'tools', keep: () => false, set })).toBe(
      '{"result":{"tools":[],"cacheScope":"private"}}',
    );
  });

  it('refuses a path that is not there', () => {
    expect(() => spliceJson('{"a":[]}', { path: ['b'], array: 'a', keep: () => true, set: {} })).toThrow(RangeError);
  });

  it('equals filtering the parsed value, for any elements, keys and spacing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 6 }),
        fc.jsonValue(),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        fc.constantFrom(0, 1, '\t'),
        (elements, other, flags, indent) => {
          const value = { jsonrpc: '2.0', result: { 'o"ther': other, list: elements, z: other } };
          const keep = (i: number): boolean => flags[i] === true;
          const text = JSON.stringify(value, null, indent);
          const cut: unknown = JSON.parse(spliceJson(text, { path: ['result'], array: 'list', keep, set: {} }));
          const want = { ...value, result: { ...value.result, list: elements.filter((_, i) => keep(i)) } };
          expect(JSON.stringify(cut)).toBe(JSON.stringify(want));
        },
      ),
    );
  });
});
