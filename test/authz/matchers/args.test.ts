import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/jsonrpc/message.ts';
import { argKeyProblem, compileArgs } from '../../../src/authz/matchers/args.ts';
import { compile, REMOTE } from './support.ts';

function rule(keys: JsonObject, unlisted: 'allow' | 'deny' = 'deny') {
  return compileArgs(
    Object.entries(keys).map(([key, value]) => ({ key, matcher: compile(value) })),
    unlisted,
  );
}

function decide(keys: JsonObject, args: JsonObject | null, unlisted: 'allow' | 'deny' = 'deny'): string {
  const { result, key, unlisted: found } = rule(keys, unlisted).test(args, REMOTE);
  return found ? `${result} unlisted` : key === null ? result : `${result} ${key}`;
}

const UNDER: JsonValue = { under: '/data/tmp' };

describe('compileArgs', () => {
  it.each<[JsonObject, JsonObject | null, string]>([
    [{ path: UNDER }, { path: '/data/tmp/x' }, 'match'],
    [{ path: UNDER }, { path: '/etc/passwd' }, 'miss path'],
    [{ path: UNDER }, { path: '/data/tmp/x', paths: ['/etc/passwd'] }, 'miss unlisted'],
    [{ path: UNDER, paths: UNDER }, { path: '/data/tmp/x', paths: ['/etc/passwd'] }, 'miss paths'],
    [{ path: UNDER, paths: UNDER }, { path: '/data/tmp/x', paths: ['/data/tmp/y'] }, 'match'],
    [{ path: UNDER }, { Path: '/data/tmp/x' }, 'miss unlisted'],
    [{ path: UNDER }, {}, 'error path'],
    [{ path: UNDER }, null, 'error path'],
    [{}, null, 'match'],
    [{}, {}, 'match'],
    [{}, { a: 1 }, 'miss unlisted'],
    [{ a: { absent: true } }, {}, 'match'],
    [{ a: { absent: true } }, null, 'match'],
    [{ a: { absent: true } }, { a: null }, 'miss a'],
    [{ a: 1, b: { max: 5 } }, { a: 1, b: 5 }, 'match'],
    [{ a: 1, b: { max: 5 } }, { a: 2, b: 6 }, 'miss a'],
    [{ a: 1, b: { max: 5 } }, { a: 1, b: '5' }, 'error b'],
    [{ a: { max: 5 }, b: { max: 5 } }, {}, 'error a'],
    [{ a: { max: 5 }, b: { max: 5 } }, { b: 6 }, 'miss b'],
  ])('%j on %j: %s', (keys, args, expected) => {
    expect(decide(keys, args)).toBe(expected);
  });

  it.each<[JsonObject, JsonObject, string]>([
    [{ 'o.p': UNDER }, { o: { p: '/data/tmp/x' } }, 'match'],
    [{ 'o.p': UNDER }, { o: { p: '/etc' } }, 'miss o.p'],
    [{ 'o.p': UNDER }, { o: { p: '/data/tmp/x', q: 1 } }, 'miss unlisted'],
    [{ 'o.p': UNDER }, { 'o.p': '/data/tmp/x' }, 'miss unlisted'],
    [{ 'o.p': UNDER }, { o: { p: '/data/tmp/x' }, 'o.p': '/etc' }, 'miss unlisted'],
    [{ 'o\\.p': UNDER }, { 'o.p': '/data/tmp/x' }, 'match'],
    [{ 'o.p': UNDER }, { o: '/data/tmp/x' }, 'miss unlisted'],
    [{ 'o.p': UNDER }, { o: [{ p: '/data/tmp/x' }] }, 'miss unlisted'],
    [{ 'o.p': UNDER }, { o: null }, 'miss unlisted'],
    [{ 'o.p': UNDER }, {}, 'error o.p'],
    [{ 'o.p': { absent: true } }, {}, 'match'],
    [{ 'o.p': { absent: true } }, { o: {} }, 'match'],
    [{ 'o.p': { absent: true } }, { o: 'p' }, 'miss unlisted'],
    [{ 'o.p': { absent: true } }, { o: { p: 1 } }, 'miss o.p'],
  ])('reaches into objects: %j on %j: %s', (keys, args, expected) => {
    expect(decide(keys, args)).toBe(expected);
  });

  it.each<[JsonObject, JsonObject, string]>([
    [{ '*': { type: 'string' } }, { a: 'x', b: 'y' }, 'match'],
    [{ '*': { type: 'string' } }, { a: 'x', b: 5 }, 'miss *'],
    [{ '*': { type: 'string' } }, {}, 'error *'],
    [{ '*': { max: 5 } }, { a: 'x', b: 6 }, 'miss *'],
    [{ '*': { max: 5 } }, { a: 'x', b: 5 }, 'error *'],
    [{ 'h.*': { max: 5 } }, { h: { a: 1, b: 5 } }, 'match'],
    [{ 'h.*': { max: 5 } }, { h: {} }, 'error h.*'],
    [{ 'h.*': { max: 5 } }, {}, 'error h.*'],
    [{ 'h.*': { max: 5 } }, { h: [1, 2] }, 'miss unlisted'],
    [{ '*.x': { max: 5 } }, { a: { x: 1 }, b: { x: 6 } }, 'miss *.x'],
    [{ '*.x': { max: 5 } }, { a: { x: 1 }, b: {} }, 'error *.x'],
    [{ '*.x': { max: 5 } }, { a: { x: 1 }, b: { x: 1, y: 2 } }, 'miss unlisted'],
  ])('lets `*` stand for every key: %j on %j: %s', (keys, args, expected) => {
    expect(decide(keys, args)).toBe(expected);
  });

  it('lets other arguments be where the rule says so', () => {
    expect(decide({ path: UNDER }, { path: '/data/tmp', other: '/etc' }, 'allow')).toBe('match');
    expect(decide({ path: UNDER }, { path: '/etc', other: '/data/tmp' }, 'allow')).toBe('miss path');
    expect(decide({ 'o.p': UNDER }, { o: { p: '/data/tmp', q: 1 } }, 'allow')).toBe('match');
  });

  it('cannot judge what is no object where a key reaches into one', () => {
    for (const o of ['/data/tmp/x', [{ p: '/data/tmp/x' }], null, 5]) {
      expect(decide({ 'o.p': UNDER }, { o }, 'allow')).toBe('error o.p');
      expect(decide({ 'o.p': { absent: true } }, { o }, 'allow')).toBe('error o.p');
      expect(decide({ 'o.*': { absent: true } }, { o }, 'allow')).toBe('error o.*');
    }
    expect(decide({ 'o.p': UNDER }, { 'o.p': '/data/tmp/x' }, 'allow')).toBe('error o.p');
  });

  it('lets a certain miss settle what another key leaves open', () => {
    expect(decide({ a: { max: 5 } }, { a: '5', b: 1 })).toBe('miss unlisted');
    expect(decide({ a: { max: 5 } }, { a: 6, b: 1 })).toBe('miss a');
    expect(decide({ a: { max: 5 }, c: 1 }, { a: '5', c: 2 })).toBe('miss c');
  });

  it('takes the names of object members for ordinary keys', () => {
    const hostile = JSON.parse('{"__proto__": {"path": "/data/tmp"}}') as JsonObject;
    expect(decide({ path: UNDER }, hostile)).toBe('miss unlisted');
    expect(decide({ path: UNDER }, hostile, 'allow')).toBe('error path');
    expect(decide({ toString: { absent: true }, constructor: { absent: true } }, {})).toBe('match');
    expect(decide(JSON.parse('{"__proto__.path": {"under": "/data/tmp"}}') as JsonObject, hostile)).toBe('match');
    expect(decide(JSON.parse('{"__proto__.path": {"under": "/data/tmp"}}') as JsonObject, {})).toBe(
      'error __proto__.path',
    );
    expect(decide({ 'constructor.name': { type: 'string' } }, {})).toBe('error constructor.name');
  });

  it('says what the key that settled it wants', () => {
    expect(rule({ path: UNDER }).test({ path: '/etc' }, REMOTE).wants).toBe('under `/data/tmp`');
    expect(rule({ path: UNDER }).test({}, REMOTE).wants).toBe('under `/data/tmp`');
    expect(rule({ path: UNDER }).test({ path: '/data/tmp' }, REMOTE).wants).toBeNull();
    expect(rule({}).test({ path: '/data/tmp' }, REMOTE)).toMatchObject({ key: null, wants: null, unlisted: true });
  });

  it('holds on deep, wide and long arguments', () => {
    const deep = JSON.parse('{"a":'.repeat(5000) + '1' + '}'.repeat(5000)) as JsonObject;
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, 'x'.repeat(10)]));
    expect(decide({ 'a.a': { type: 'object' } }, deep)).toBe('match');
    expect(decide({ 'a.a.b': { type: 'object' } }, deep)).toBe('miss unlisted');
    expect(decide({ '*': { max_length: 10 } }, wide)).toBe('match');
    expect(decide({ k0: { max_length: 10 } }, wide)).toBe('miss unlisted');
    expect(decide({ path: UNDER }, { path: 'x'.repeat(1e6) })).toBe('error path');
  });

  it('errs on a key that cannot be read, whatever the arguments', () => {
    for (const args of [null, {}, { a: 1 }]) expect(decide({ 'a.': { absent: true } }, args, 'allow')).toBe('error a.');
  });
});

describe('argKeyProblem', () => {
  it('says what is wrong with a key', () => {
    expect(argKeyProblem('a..b')).toContain('empty name');
    expect(argKeyProblem('a.*.b')).toBeNull();
  });
});
