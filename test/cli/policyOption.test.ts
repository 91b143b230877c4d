import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Invocation } from '../../src/cli/command.ts';
import { outputOn } from '../../src/cli/output.ts';
import { POLICY_OPTION, sourcesOf } from '../../src/cli/policyOption.ts';
import { captured, emptyHome } from './home.ts';

const HOME = '/nowhere/home';

const given = (options: Invocation['options'], home: string | null = HOME): Invocation => ({
  words: [],
  options,
  home,
  output: outputOn(captured().io, false),
  signal: AbortSignal.abort(),
});

describe('sourcesOf', () => {
  it('is the folder of the home where nothing is named', () => {
    expect(sourcesOf(given({}))).toEqual({ given: [], folder: join(HOME, 'policies') });
    const home = emptyHome();
    expect(sourcesOf(given({}, home.root)).folder).toBe(home.policies);
  });

  it('is what is named, in order and as it is spelled', () => {
    const policy = ['b.yaml', 'builtin:read-only', './a'];
    expect(sourcesOf(given({ policy })).given).toEqual(policy);
  });

  it('is repeatable, which is what makes several policies one set', () => {
    const [flags, description, times] = POLICY_OPTION;
    expect(flags).toBe('--policy <policy>');
    expect(description).toContain('builtin:NAME');
    expect(times).toBe('many');
  });
});
