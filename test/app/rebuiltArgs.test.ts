import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { rebuildArgs, type RebuiltArgs } from '../../src/app/rebuiltArgs.ts';
import { commitArguments } from '../../src/audit/commitments.ts';
import { openEntry } from '../../src/audit/disclosure.ts';
import { sealEntry, type ArgumentsSetting } from '../../src/audit/seal.ts';
import type { JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';
import { decision } from '../support/drafts.ts';

const context = {
  shard: '00',
  seq: 0,
  prevHash: '0'.repeat(64),
  note: null,
  random: (bytes: number) => randomBytes(bytes),
};

/** Seals a call and rebuilds its arguments from what is left, with `open` of the openings. */
function rebuilt(
  args: JsonObject | null,
  setting: ArgumentsSetting = 'committed',
  open: (all: readonly string[]) => readonly string[] = (all) => all,
): RebuiltArgs {
  const { entry, disclosures } = sealEntry(decision({ args }), { ...context, args: setting });
  if (entry.record_phase !== 'pre_execution') throw new Error('no decision');
  return rebuildArgs(entry.leash.args, openEntry(entry, open(disclosures)));
}

/** Keys that JavaScript moves to the front would come back in another order, and those of a list as a list. */
const key = fc
  .string({ minLength: 1, maxLength: 5 })
  .filter((each) => !/^\d+$/.test(each) && !/pass|pin|token|auth|secret|key|otp|jwt/i.test(each));
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(key, tie('any'), { maxKeys: 4 }),
  ),
})).any as fc.Arbitrary<JsonValue>;

describe('rebuildArgs', () => {
  it('gives back what was called, from openings or in clear', () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 4 }), (given) => {
        const args = JSON.parse(JSON.stringify(given)) as JsonObject;
        expect(rebuilt(args)).toEqual({ args, missing: null });
        expect(rebuilt(args, 'full')).toEqual({ args, missing: null });
      }),
    );
  });

  it.each<[what: string, args: JsonObject]>([
    ['none', {}],
    ['empty containers', { a: {}, b: [], c: [{}, []] }],
    ['names that pointers escape', { 'a/b': { '~': 1, '~1': 2 } }],
    ['a key that objects have a meaning for', JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as JsonObject],
    ['fractions and large numbers', { a: 0.5, b: 1e300, c: -1 }],
    ['half a character', { a: '\ud800' }],
    ['too many to keep one by one', { list: Array.from({ length: 100 }, (_, i) => i) }],
    ['a list in a list', { a: [[1], [2, [3]]] }],
  ])('gives back %s', (_, args) => {
    const found = rebuilt(args);
    expect(found.missing).toBeNull();
    expect(found.args).toEqual(args);
  });

  it('tells a call without arguments from one with none', () => {
    expect(rebuilt(null)).toEqual({ args: null, missing: null });
    expect(rebuilt({})).toEqual({ args: {}, missing: null });
  });

  it('takes an object with the keys of a list for a list', () => {
    expect(rebuilt({ a: { 0: 'x', 1: 'y' } }).args).toEqual({ a: ['x', 'y'] });
    expect(rebuilt({ 0: 'x' }).args).toEqual({ 0: 'x' });
  });

  it('says what is missing, and gives what is not', () => {
    const args = { path: '/a', password: 'hunter2' };
    expect(rebuilt(args)).toEqual({ args: { path: '/a' }, missing: expect.stringContaining('withheld') as string });
    expect(rebuilt(args, 'committed', () => [])).toEqual({
      args: {},
      missing: expect.stringContaining('gone') as string,
    });
    expect(rebuilt(args, 'none')).toEqual({ args: null, missing: expect.stringContaining('not kept') as string });
    expect(rebuilt({ text: 'x'.repeat(70_000) })).toEqual({
      args: {},
      missing: expect.stringContaining('hash') as string,
    });
    const many = Array.from({ length: 100 }, () => 'x'.repeat(1000));
    expect(rebuilt({ many })).toEqual({ args: null, missing: expect.stringContaining('hash') as string });
    expect(
      rebuilt({ many: [...many.slice(0, 50), ...many.slice(0, 40)].map(() => 1) }, 'committed', () => []).args,
    ).toBeNull();
  });

  it.each<[leaves: [path: string, value: JsonValue][]]>([
    [
      [
        ['/a', 1],
        ['/a/b', 2],
      ],
    ],
    [
      [
        ['/a/b', 2],
        ['/a', 1],
      ],
    ],
    [
      [
        ['/a', 1],
        ['/a', 2],
      ],
    ],
    [[[`/${'a/'.repeat(5000)}b`, 1]]],
  ])('puts together nothing of leaves that do not go together: %#', (leaves) => {
    const opened = leaves.map(([path, each]) => ({ path, value: each, kind: 'value' as const }));
    const kept = { as: 'leaves', sd: leaves.map(() => '') } as const;
    expect(rebuildArgs(kept, { opened, hidden: 0, unmatched: 0 })).toEqual({
      args: null,
      missing: 'its arguments cannot be put together',
    });
  });

  it.each(['[1]', '"x"', '{', 'null'])('makes no arguments of %s', (text) => {
    expect(rebuildArgs({ as: 'clear', text }, { opened: [], hidden: 0, unmatched: 0 }).args).toBeNull();
  });

  it('makes no arguments of what is nested deeper than any message', () => {
    const text = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    expect(rebuildArgs({ as: 'clear', text }, { opened: [], hidden: 0, unmatched: 0 })).toEqual({
      args: null,
      missing: 'its arguments cannot be put together',
    });
    const fine = `{"a":${'['.repeat(900)}${']'.repeat(900)}}`;
    expect(rebuildArgs({ as: 'clear', text: fine }, { opened: [], hidden: 0, unmatched: 0 }).missing).toBeNull();
  });

  it('keeps to what the log may commit to', () => {
    // One commitment for all of them, as the log makes where there are too many.
    const { kept } = commitArguments({ list: Array.from({ length: 100 }, (_, i) => i) }, (bytes) => randomBytes(bytes));
    expect(kept.as).toBe('whole');
  });
});
