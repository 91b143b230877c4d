import { describe, expect, it } from 'vitest';

import { SHAPES } from '../../src/inspect/shapes.ts';
import { findTokens } from '../../src/inspect/tokens.ts';
import { made, SAMPLES } from './samples.ts';

const found = (text: string): string[] =>
  findTokens(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

describe('findTokens', () => {
  it.each(SAMPLES)('finds a $kind, from its first character to its last', ({ kind, token }) => {
    expect(found(token)).toEqual([`${kind} ${token}`]);
    expect(found(`the key is "${token}", keep it`)).toEqual([`${kind} ${token}`]);
    expect(found(`a=${token}\nb=${token}`)).toHaveLength(2);
  });

  it('has a sample of each shape', () => {
    const kinds = new Set(SAMPLES.map(({ kind }) => kind));
    expect(SHAPES.map(({ kind }) => kind).filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it.each(SAMPLES)('takes no example of a $kind for one', ({ token }) => {
    // All that is random in it becomes one character.
    const example = `${token.slice(0, 12)}${'x'.repeat(Math.max(8, token.length - 12))}`;
    expect(found(example)).toEqual([]);
  });

  it.each(SAMPLES)('takes the beginning of a $kind alone for none', ({ token }) => {
    expect(found(`a token begins with ${token.slice(0, Math.min(token.length / 2, 12))} and goes on`)).toEqual([]);
  });

  it.each([
    ['AKIA', 'IOSFODNN7EXAMPLE'].join(''),
    'Keys start with AKIA and have 20 characters.',
    `ghp_${'x'.repeat(36)}`,
    'ghp_<your token here>',
    'sk-your-api-key-goes-here-0123456789abcdef',
    'a task-oriented-architecture-for-the-rest-of-us',
    'disk-0123456789abcdef0123456789abcdef-image',
    'SKU 0123456789',
    `AKIA${made(16, 'ABCDEFGH234')}MORE`,
    'xeyJabcdefghijk.eyJabcdefghijk.abcdefghijklmnopqrstuvwxyz',
  ])('finds nothing in %j', (text) => expect(found(text)).toEqual([]));

  it.each(['\\n', '\\t', '%20', '%3D', '\\u0022', ' ', '"', '=', ':', '/', '>', '(', '\u00e9'])(
    'sees a token behind %j',
    (before) => {
      const token = `sk-${made(48)}`;
      expect(found(`left${before}${token}`)).toEqual([`openai-key ${token}`]);
    },
  );

  it('believes a checksum that is right, however much the token looks like an example', () => {
    const body = 'a'.repeat(30);
    expect(found(`ghp_${body}1yLcDB`)).toEqual([`github-token ghp_${body}1yLcDB`]);
    expect(found(`ghp_${body}1yLcDC`)).toEqual([]);
  });
});
