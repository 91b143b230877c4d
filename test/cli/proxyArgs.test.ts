import { describe, expect, it } from 'vitest';
import { parseProxyArgs } from '../../src/cli/proxyArgs.ts';

const parse = (line: string) => parseProxyArgs(line.split(' ').filter((word) => word !== ''));

describe('parseProxyArgs', () => {
  it('takes all behind the first `--` as the command, options and all', () => {
    expect(parse('--agent claude -- npx -y @modelcontextprotocol/server-filesystem /data -- --name x')).toMatchObject({
      kind: 'run',
      command: 'npx',
      args: ['-y', '@modelcontextprotocol/server-filesystem', '/data', '--', '--name', 'x'],
      name: 'filesystem',
      agent: 'claude',
      policy: [],
      observe: false,
      home: null,
      durability: null,
      logLevel: 'warn',
    });
  });

  it('collects every --policy in order', () => {
    expect(parse('--policy a.yaml --policy builtin:read-only --observe -- x')).toMatchObject({
      policy: ['a.yaml', 'builtin:read-only'],
      observe: true,
    });
  });

  it.each([
    ['--help', 'help'],
    ['-h -- x', 'help'],
    ['--version', 'version'],
  ])('answers `%s` without a server', (line, kind) => expect(parse(line)).toEqual({ kind }));

  it.each([
    ['', /no server to start/],
    ['--', /no server to start/],
    ['npx -y server', /unexpected word `npx`/],
    ['--polcy x -- y', /--polcy/],
    ['--policy', /--policy/],
    ['--observe=yes -- x', /--observe/],
    ['--name a/b -- x', /--name takes/],
    ['--agent a/b -- x', /--agent takes/],
    ['--durability fast -- x', /`full`, `process`, not `fast`/],
    ['--log-level loud -- x', /`error`, `warn`, `info`, not `loud`/],
  ])('refuses `%s` and says why', (line, why) => {
    expect(() => parse(line)).toThrowError(
      expect.objectContaining({ code: 'ERR_USAGE', message: expect.stringMatching(why) as string }),
    );
  });
});
