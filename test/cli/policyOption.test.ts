import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Invocation } from '../../src/cli/command.ts';
import { outputOn } from '../../src/cli/output.ts';
import { sourcesOf } from '../../src/cli/policyOption.ts';
import { captured } from './home.ts';

const invocation = (options: Invocation['options']): Invocation => ({
  words: [],
  options,
  home: '/home/x',
  output: outputOn(captured().io, false),
  signal: new AbortController().signal,
});

describe('sourcesOf', () => {
  it('are the policies that are named, in order, or those of the home', () => {
    const folder = join('/home/x', 'policies');
    expect(sourcesOf(invocation({ policy: ['a.yaml', 'builtin:read-only'] }))).toEqual({ given: ['a.yaml', 'builtin:read-only'], folder });
    expect(sourcesOf(invocation({}))).toEqual({ given: [], folder });
  });
});
