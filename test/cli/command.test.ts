import { describe, expect, it } from 'vitest';

import { countOption, flag, textOption, textOptions, wordOption, type Invocation } from '../../src/cli/command.ts';
import { outputOn } from '../../src/cli/output.ts';
import { captured } from './home.ts';

const given = (options: Invocation['options']): Invocation => ({
  words: [],
  options,
  home: null,
  output: outputOn(captured().io, false),
  signal: AbortSignal.abort(),
});

describe('textOption', () => {
  it('is the text that was given, the empty one too', () => {
    expect(textOption(given({ agent: 'claude' }), 'agent')).toBe('claude');
    expect(textOption(given({ agent: '' }), 'agent')).toBe('');
  });

  it.each([{}, { agent: true }])('is null for %j', (options) => expect(textOption(given(options), 'agent')).toBeNull());
});

describe('textOptions', () => {
  it.each([
    [{ policy: ['a', 'b'] }, ['a', 'b']],
    [{}, []],
    [{ policy: 'a' }, []],
  ])('of %j are %j', (options, want) => expect(textOptions(given(options), 'policy')).toEqual(want));
});

describe('flag', () => {
  it.each([
    [{ strict: true }, true],
    [{ strict: 'true' }, false],
    [{}, false],
  ])('of %j is %s', (options, want) => expect(flag(given(options), 'strict')).toBe(want));
});

describe('wordOption', () => {
  const words = ['high', 'low'] as const;

  it('is the word that was given, or the one that stands for none', () => {
    expect(wordOption(given({ failOn: 'low' }), 'failOn', words, 'high')).toBe('low');
    expect(wordOption(given({}), 'failOn', words, 'high')).toBe('high');
  });

  it.each(['', 'High', 'toString'])('refuses %j, and names the option as it is written', (text) => {
    expect(() => wordOption(given({ failOn: text }), 'failOn', words, 'high')).toThrow(
      `--fail-on takes high, low, not \`${text}\``,
    );
  });
});

describe('countOption', () => {
  it.each([
    [{}, 50],
    [{ limit: '0' }, 0],
    [{ limit: '007' }, 7],
    [{ limit: '9007199254740991' }, Number.MAX_SAFE_INTEGER],
  ])('of %j is %i', (options, want) => expect(countOption(given(options), 'limit', 50)).toBe(want));

  it.each(['', ' ', '-1', '1.5', '1e3', '0x10', 'x', '9007199254740992', '٣'])('refuses `%s`', (limit) => {
    expect(() => countOption(given({ limit }), 'limit', 50)).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE', message: `--limit takes a whole number, not \`${limit}\`` }),
    );
  });
});
