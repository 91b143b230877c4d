import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProxyArgs } from '../../src/cli/proxyArgs.ts';

const parse = (line: string) => parseProxyArgs(line.split(' ').filter((word) => word !== ''));

describe('parseProxyArgs', () => {
  it('takes all behind the first `--` as the command, options and all', () => {
    expect(parse('--agent claude -- npx -y @modelcontextprotocol/server-filesystem /data -- --name x')).toMatchObject({
      kind: 'run',
      upstream: {
        kind: 'command',
        command: 'npx',
        args: ['-y', '@modelcontextprotocol/server-filesystem', '/data', '--', '--name', 'x'],
      },
      listen: null,
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

  it('lets nothing through unseen with --strict, and only then', () => {
    expect(parse('--strict -- x')).toMatchObject({ strict: true });
    expect(parse('-- x --strict')).toMatchObject({ strict: false });
  });

  it('takes a URL in place of a command, with what opens its door', () => {
    const words =
      '--url https://mcp.notion.com/mcp --header A=b --header C=d --bearer-file t --oauth-client-id me --oauth-scope a';
    expect(parse(words)).toMatchObject({
      name: 'notion',
      upstream: {
        kind: 'url',
        url: new URL('https://mcp.notion.com/mcp'),
        headers: ['A=b', 'C=d'],
        bearer: { kind: 'file', name: 't' },
        oauth: { clientId: 'me', clientSecret: null, scope: 'a' },
      },
    });
  });

  it('listens where it is told to, on loopback unless a host is named', () => {
    const words = '--listen 0.0.0.0:8765 --auth --public-url https://leash.test/mcp --allow-host leash.test -- x';
    expect(parse(words)).toMatchObject({
      listen: {
        host: '0.0.0.0',
        port: 8765,
        publicUrl: new URL('https://leash.test/mcp'),
        allowHosts: ['leash.test'],
        auth: true,
        insecureNoAuth: false,
      },
    });
    expect(parse('--listen 0 -- x')).toMatchObject({
      listen: { host: '127.0.0.1', port: 0, auth: false, publicUrl: null },
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
    ['--agent-token-env= -- x', /--agent-token-env takes the name of a variable/],
    ['--agent-token-env A --agent-token-file b -- x', /take either --agent-token-env or --agent-token-file/],
    ['--agent-token-env A --listen 1 -- x', /--agent-token-env is for a client on stdin: take --auth instead/],
    ['--policy= -- x', /--policy takes a file, a folder or builtin:NAME, not an empty text/],
    ['--home= -- x', /--home takes a folder, not an empty text/],
    ['--durability fast -- x', /`full` or `process`, not `fast`/],
    ['--url http://x.test/mcp -- x', /two servers/],
    ['--url ftp://x.test/', /--url takes an http or https URL/],
    ['--header A=b -- x', /--header needs --url/],
    ['--header-env A=B -- x', /--header-env needs --url/],
    ['--header-env A --url http://x.test', /--header-env takes NAME=VARIABLE/],
    ['--header-env A=b-c --url http://x.test', /--header-env takes NAME=VARIABLE/],
    ['--url-env= ', /--url-env takes the name of a variable/],
    ['--url-env LEASH_NO_SUCH_VARIABLE', /names `LEASH_NO_SUCH_VARIABLE`, which is not set/],
    ['--url-env A --url http://x.test', /take either --url or --url-env/],
    ['--bearer-env= --url http://x.test', /--bearer-env takes the name of a variable/],
    ['--bearer-env A --bearer-file b --url http://x.test', /take either --bearer-env or --bearer-file/],
    ['--oauth-scope a --url http://x.test', /--oauth-scope needs --oauth-client-id/],
    ['--auth -- x', /--auth needs --listen/],
    ['--public-url https://x.test -- x', /--public-url needs --listen/],
    ['--listen 8765 --allow-host= -- x', /--allow-host takes a host name/],
    ['--log-level loud -- x', /`error`, `warn` or `info`, not `loud`/],
  ])('refuses `%s` and says why', (line, why) => {
    expect(() => parse(line)).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE', message: expect.stringMatching(why) as string }),
    );
  });

  it.each([
    ['-- x', null],
    ['--agent claude -- x', null],
    ['--agent-token-env A -- x', { token: { kind: 'env', name: 'A' }, expected: null }],
    ['--agent-token-file a --agent claude -- x', { token: { kind: 'file', name: 'a' }, expected: 'claude' }],
  ])('knows from `%s` what the agent shows of itself', (line, credential) => {
    expect(parse(line)).toMatchObject({ kind: 'run', credential });
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

  it('takes a URL and headers from variables, and never says what is in them', () => {
    const words = ['--url-env', 'THE_URL', '--header-env', 'X-Key=THE_KEY'];
    expect(parseProxyArgs(words, { THE_URL: 'https://x.test/?key=s' })).toMatchObject({
      upstream: { kind: 'url', url: new URL('https://x.test/?key=s'), headers: ['X-Key={env:THE_KEY}'] },
    });
    for (const secret of ['secret', 'ftp://secret', 'https://']) {
      expect(() => parseProxyArgs(words, { THE_URL: secret })).toThrow(
        /^--url-env names `THE_URL`, which holds no http/,
      );
    }
  });
});
