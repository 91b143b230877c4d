import { describe, expect, it } from 'vitest';

import { parseProxyArgs } from '../../src/cli/proxyArgs.ts';
import { PROXY_HELP } from '../../src/cli/proxyHelp.ts';

/** Each option that the help names, with its value's name where it takes one. */
const NAMED = [...PROXY_HELP.matchAll(/(?:^ {2}(?:-\w, )?|(?<=, ))(--[a-z-]+)(?: (\[?[A-Z]+))?/gm)].map(
  ([, option = '', value]) => ({ option, value }),
);

/** Values that are taken where any text is not. */
const VALUES: ReadonlyMap<string, string> = new Map([
  ['--durability', 'process'],
  ['--log-level', 'info'],
  ['--listen', '8765'],
  ['--admin', '8766'],
  ['--public-url', 'https://leash.test/mcp'],
  ['--header-env', 'X-Key=KEY'],
]);

/** What an option means nothing without. */
const CONTEXT: ReadonlyMap<string, readonly string[]> = new Map([
  ['--header', ['--url', 'http://x.test']],
  ['--header-env', ['--url', 'http://x.test']],
  ['--bearer-env', ['--url', 'http://x.test']],
  ['--bearer-file', ['--url', 'http://x.test']],
  ['--oauth-client-id', ['--url', 'http://x.test']],
  ['--oauth-client-secret-env', ['--url', 'http://x.test', '--oauth-client-id', 'a']],
  ['--oauth-client-secret-file', ['--url', 'http://x.test', '--oauth-client-id', 'a']],
  ['--oauth-scope', ['--url', 'http://x.test', '--oauth-client-id', 'a']],
  ['--oauth-issuer', ['--url', 'http://x.test', '--oauth-client-id', 'a']],
  ['--auth', ['--listen', '8765']],
  ['--public-url', ['--listen', '8765']],
  ['--allow-host', ['--listen', '8765']],
  ['--insecure-no-auth', ['--listen', '8765']],
]);

describe('the help of leash-mcp', () => {
  it('fits a terminal', () => {
    for (const line of PROXY_HELP.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('names options that exist, each with a value where it takes one', () => {
    expect(NAMED.map(({ option }) => option)).toEqual(expect.arrayContaining(['--name', '--listen', '--oauth-issuer']));
    for (const { option, value } of NAMED.filter((one) => !one.option.startsWith('--url'))) {
      const context = CONTEXT.get(option) ?? [];
      const server = context.includes('--url') ? [] : ['--', 'server'];
      const words = value === undefined ? [option] : [option, VALUES.get(option) ?? 'x'];
      expect(() => parseProxyArgs([...context, ...words, ...server])).not.toThrow();
      if (value !== undefined) expect(() => parseProxyArgs([...context, option, ...server])).toThrow(option);
    }
  });

  it('names every option once where it explains them', () => {
    const options = NAMED.map(({ option }) => option);
    expect(options.toSorted()).toEqual([...new Set(options)].toSorted());
    for (const option of CONTEXT.keys()) expect(options).toContain(option);
  });

  it('shows examples that can be run', () => {
    const [, block = ''] = /Examples:\n((?: {2}.*\n)+)/.exec(PROXY_HELP) ?? [];
    const lines = block.trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      const [program, ...words] = line.trim().split(' ');
      expect(program).toBe('leash-mcp');
      expect(parseProxyArgs(words).kind).toBe('run');
    }
  });
});
