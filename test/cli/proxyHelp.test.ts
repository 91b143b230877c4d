import { describe, expect, it } from 'vitest';

import { parseProxyArgs } from '../../src/cli/proxyArgs.ts';
import { PROXY_HELP } from '../../src/cli/proxyHelp.ts';

describe('the help of leash-mcp', () => {
  it('fits a terminal', () => {
    for (const line of PROXY_HELP.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('names options that exist, each with a value where it takes one', () => {
    const named = [...PROXY_HELP.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)(?: ([A-Z]+))?/gm)];
    expect(named).toHaveLength(9);
    for (const [, option = '', value] of named) {
      const words = value === undefined ? [option] : [option, EXAMPLES.get(option) ?? 'x'];
      expect(() => parseProxyArgs([...words, '--', 'server'])).not.toThrow();
      if (value !== undefined) expect(() => parseProxyArgs([option, '--', 'server'])).toThrow(option);
    }
  });

  it('shows examples that can be run', () => {
    const [, block = ''] = /Examples:\n((?: {2}.*\n)+)/.exec(PROXY_HELP) ?? [];
    const lines = block.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      const [program, ...words] = line.trim().split(' ');
      expect(program).toBe('leash-mcp');
      expect(parseProxyArgs(words).kind).toBe('run');
    }
  });
});

const EXAMPLES: ReadonlyMap<string, string> = new Map([
  ['--durability', 'process'],
  ['--log-level', 'info'],
]);
