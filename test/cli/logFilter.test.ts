import { describe, expect, it } from 'vitest';

import type { Invocation } from '../../src/cli/command.ts';
import { FILTER_OPTIONS, logFilter } from '../../src/cli/logFilter.ts';
import { outputOn } from '../../src/cli/output.ts';
import { captured } from './home.ts';

const given = (options: Invocation['options']): Invocation => ({
  words: [],
  options,
  home: null,
  output: outputOn(captured().io, false),
  signal: AbortSignal.abort(),
});

describe('logFilter', () => {
  it('picks everything where nothing is said', () => {
    expect(Object.values(logFilter(given({}))).every((value) => value === undefined)).toBe(true);
  });

  it('reads each of its options', () => {
    const names = FILTER_OPTIONS.map(([flags]) => flags.split(' ')[0]?.slice(2) ?? '');
    const options = Object.fromEntries(names.map((name) => [name, name === 'effect' ? 'deny' : `a ${name}`]));
    expect(logFilter(given(options))).toEqual(options);
  });

  it.each(['allow', 'deny', 'observe_deny', 'event'])('takes the effect %s', (effect) => {
    expect(logFilter(given({ effect })).effect).toBe(effect);
  });

  it.each(['', 'Deny', 'ask', 'success'])('refuses the effect `%s`', (effect) => {
    expect(() => logFilter(given({ effect }))).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));
  });
});
