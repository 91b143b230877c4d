import { describe, expect, it } from 'vitest';

import { textsOf } from '../../src/inspect/texts.ts';

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');

describe('textsOf', () => {
  it('finds texts, keys that say something, and text in base 64, each with its place', () => {
    const value = {
      content: [{ type: 'text', text: 'hello' }, 1, null],
      contents: [{ blob: base64('in base 64') }],
      'a/b~c': true,
      'this key is a sentence': 'x',
    };
    expect([...textsOf(value)]).toEqual([
      { at: '/content/0/type', text: 'text' },
      { at: '/content/0/text', text: 'hello' },
      { at: '/contents/0/blob', text: 'in base 64' },
      { at: '/this key is a sentence', text: 'this key is a sentence' },
      { at: '/this key is a sentence', text: 'x' },
    ]);
  });

  it('takes a picture, and what is no base 64, as it stands', () => {
    const picture = base64(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]));
    expect([...textsOf({ data: picture })]).toEqual([{ at: '/data', text: picture }]);
    expect([...textsOf({ data: 'no, words' })]).toEqual([{ at: '/data', text: 'no, words' }]);
  });

  it('escapes what a pointer needs escaped', () => {
    expect([...textsOf({ 'a/b~c': ['x'] })]).toEqual([{ at: '/a~1b~0c/0', text: 'x' }]);
  });
});
