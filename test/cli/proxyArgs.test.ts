import fc from 'fast-check';
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
    ['npx -y server', /unexpected word `npx`: .* as in `leash-mcp -- npx -y server`$/],
    ['--name fs npx -y server', /as in `leash-mcp -- npx -y server`$/],
    ['--observe server -- x', /unexpected word `server`/],
    ['--help server', /unexpected word `server`/],
    ['--polcy x -- y', /^unknown option `--polcy`, did you mean `--policy`\?; see `leash-mcp --help`$/],
    ['--polcy=x -- y', /^unknown option `--polcy`, did you mean `--policy`/],
    ['-v', /^unknown option `-v`; see/],
    ['--toString -- x', /^unknown option `--toString`; see/],
    ['--policy', /^option `--policy <value>` argument missing/],
    ['--policy --observe -- x', /--policy/],
    ['--observe=yes -- x', /--observe/],
    ['--name a/b -- x', /--name takes/],
    ['--name= -- x', /--name takes/],
    ['--agent a/b -- x', /--agent takes/],
    ['--policy= -- x', /--policy takes a file, a folder or builtin:NAME, not an empty text/],
    ['--home= -- x', /--home takes a folder, not an empty text/],
    ['--durability fast -- x', /`full` or `process`, not `fast`/],
    ['--log-level loud -- x', /`error`, `warn` or `info`, not `loud`/],
  ])('refuses `%s` and says why', (line, why) => {
    expect(() => parse(line)).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE', message: expect.stringMatching(why) as string }),
    );
  });

  it('never throws anything else, whatever the words are', () => {
    const word = fc.oneof(
      fc.constantFrom(
        '--',
        '-',
        '--name',
        '--home',
        '--policy',
        '--observe',
        '-h',
        '-V',
        '-hV',
        '--no-observe',
        'x',
        '',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        try {
          expect(['help', 'version', 'run']).toContain(parseProxyArgs(words).kind);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_USAGE' });
        }
      }),
    );
  });
});
