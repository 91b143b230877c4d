import { describe, expect, it } from 'vitest';
import { agentOptions, ttlOption } from '../../src/cli/agentOptions.ts';
import type { Invocation } from '../../src/cli/command.ts';
import { outputOn } from '../../src/cli/output.ts';
import { captured } from './home.ts';

const invocation = (options: Invocation['options']): Invocation => ({
  words: [],
  options,
  home: null,
  output: outputOn(captured().io, true),
  signal: new AbortController().signal,
});

describe('what is said of an agent on the command line', () => {
  it('is what was given, and nothing else', () => {
    expect(agentOptions(invocation({}))).toEqual({});
    const given = { vendor: 'acme', tag: ['a', 'b'], label: ['team=x', 'query=a=b', 'none='] };
    expect(agentOptions(invocation(given))).toEqual({
      vendor: 'acme',
      tags: ['a', 'b'],
      labels: { team: 'x', query: 'a=b', none: '' },
    });
  });

  it.each([['team'], ['=x'], ['a=1', 'a=2']])('takes no label %s', (...label) => {
    expect(() => agentOptions(invocation({ label }))).toThrow(/--label/);
  });
});

describe('--ttl', () => {
  it.each([
    ['90s', 90],
    ['30m', 1800],
    ['12h', 43_200],
    ['90d', 7_776_000],
    ['2w', 1_209_600],
  ])('%s is %i seconds', (ttl, ttlSeconds) => {
    expect(ttlOption(invocation({ ttl }))).toEqual({ ttlSeconds });
  });

  it.each(['', '90', 'd', '1.5h', '-1d', '1y', '1 d'])('is not `%s`', (ttl) => {
    expect(() => ttlOption(invocation({ ttl }))).toThrow(/--ttl takes a time/);
  });

  it('may be left out', () => expect(ttlOption(invocation({}))).toEqual({}));
});
