import { describe, expect, it } from 'vitest';
import { starterArgs } from '../../scanner/starterArgs.ts';

const DIRS = ['/data'];
const UNDER = { under: DIRS };
const TEXT = { type: 'string' };
const argsOf = (properties: Record<string, unknown>, required: readonly string[] = []) =>
  starterArgs({ type: 'object', properties, required }, DIRS).args;

describe('starterArgs', () => {
  it('holds paths below the directories, and gives other arguments their type', () => {
    expect(argsOf({ path: TEXT, head: { type: 'number' }, any: {} }, ['path'])).toEqual({
      path: UNDER,
      head: { type: 'number', optional: true },
      any: { type: ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'], optional: true },
    });
  });

  it('lets an argument be missing that has a default, though it is said to be required', () => {
    expect(argsOf({ path: { ...TEXT, default: '.' } }, ['path'])).toEqual({ path: { ...UNDER, optional: true } });
  });

  it('holds each path of a list, and takes an empty list', () => {
    expect(argsOf({ paths: { type: 'array', items: TEXT } }, ['paths'])).toEqual({ paths: { each: UNDER } });
  });

  it('reaches paths in objects and lists of objects', () => {
    const file = { type: 'object', properties: { path: TEXT, content: TEXT }, required: ['path'] };
    expect(argsOf({ files: { type: 'array', items: file }, options: file }, ['files', 'options'])).toEqual({
      files: { each: { keys: { path: UNDER, content: { type: 'string', optional: true } } } },
      options: { keys: { path: UNDER, content: { type: 'string', optional: true } } },
    });
  });

  it('follows references', () => {
    const schema = {
      $defs: { p: TEXT, f: { type: 'object', properties: { path: { $ref: '#/$defs/p' } }, required: ['path'] } },
      properties: { one: { $ref: '#/$defs/f' } },
      required: ['one'],
    };
    expect(starterArgs(schema, DIRS)).toMatchObject({ args: { one: { keys: { path: UNDER } } }, unbounded: false });
  });

  it.each<[string, Record<string, unknown>]>([
    ['one of several kinds of objects', { target: { anyOf: [TEXT, { type: 'object', properties: { path: TEXT } }] } }],
    [
      'a map of objects',
      { target: { type: 'object', additionalProperties: { type: 'object', properties: { path: TEXT } } } },
    ],
    [
      'a list of lists',
      { target: { type: 'array', items: { type: 'array', items: { anyOf: [{ properties: { path: TEXT } }] } } } },
    ],
  ])('says that it cannot hold a path in %s', (_, properties) => {
    expect(starterArgs({ properties }, DIRS)).toMatchObject({ hasPaths: true, unbounded: true });
  });

  it('says so where there is no directory to hold paths below', () => {
    expect(starterArgs({ properties: { path: TEXT } }, [])).toMatchObject({
      args: { path: { type: 'string' } },
      unbounded: true,
    });
    expect(starterArgs({ properties: { head: TEXT } }, [])).toMatchObject({ unbounded: false, hasPaths: false });
  });

  it('goes as deep as the policy language does, and no deeper', () => {
    let schema: unknown = { type: 'object', properties: { path: TEXT } };
    for (let depth = 0; depth < 9; depth++) schema = { type: 'object', properties: { next: schema } };
    expect(starterArgs(schema, DIRS).unbounded).toBe(true);
    const circle = {
      properties: { node: { $ref: '#/$defs/n' } },
      $defs: { n: { type: 'object', properties: { path: TEXT, next: { $ref: '#/$defs/n' } } } },
    };
    expect(starterArgs(circle, DIRS).unbounded).toBe(true);
  });

  it('spells argument names as the policy language wants them', () => {
    const name = 'a.b*c\\d';
    expect(Object.keys(argsOf({ [name]: TEXT }))).toEqual(['a\\.b\\*c\\\\d']);
    expect(argsOf({ '': TEXT, ['x'.repeat(101)]: TEXT })).toEqual({});
    expect(Object.keys(argsOf(JSON.parse('{"__proto__": {"type": "string"}}') as Record<string, unknown>))).toEqual([
      '__proto__',
    ]);
  });

  it('judges an argument of several alternatives by all of them', () => {
    const either = (one: unknown, other: unknown) =>
      starterArgs({ anyOf: [{ properties: { path: one } }, { properties: { path: other } }] }, DIRS);
    expect(either(TEXT, { type: 'array', items: TEXT }).args).toEqual({ path: { ...UNDER, optional: true } });
    expect(either({ type: 'number' }, { type: 'boolean' }).args).toEqual({
      path: { type: ['number', 'boolean'], optional: true },
    });
    expect(either(TEXT, { type: 'object', properties: { path: TEXT } })).toMatchObject({ unbounded: true });
  });

  it.each([
    [undefined, true],
    [{}, true],
    [{ type: 'object' }, true],
    [{ type: 'object', properties: {} }, false],
    [{ type: 'object', additionalProperties: false }, false],
    [{ anyOf: [{ properties: { a: {} } }] }, false],
  ])('tells of %j whether it leaves the arguments open', (schema, open) => {
    expect(starterArgs(schema, DIRS).open).toBe(open);
  });
});
