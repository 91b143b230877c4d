import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isHashOfArguments } from '../../src/app/heldArguments.ts';

const argsHash = `sha256:${createHash('sha256').update('{"a":1,"b":[null]}').digest('hex')}`;

describe('isHashOfArguments', () => {
  it.each([
    ['the arguments in any order', { b: [null], a: 1 }, argsHash, true],
    ['another value', { b: [null], a: 2 }, argsHash, false],
    ['one member more', { b: [null], a: 1, c: 0 }, argsHash, false],
    ['no arguments', null, argsHash, false],
    ['an empty hash', { a: 1, b: [null] }, '', false],
    ['text that is not well-formed', { a: '\ud800' }, argsHash, false],
  ])('%s: %j', (_, args, hash, isFitting) => {
    expect(isHashOfArguments({ args, argsHash: hash })).toBe(isFitting);
  });
});
