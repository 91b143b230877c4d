import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/app/config.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { nodeOf } from '../support/policyOf.ts';

function read(pdp: JsonValue) {
  const { config, problems } = parseConfig('config.yaml', nodeOf({ pdp }));
  return { pdp: config.pdp, problems: problems.map(({ message }) => message) };
}

describe('readPdp', () => {
  it('asks nobody where nothing is set', () => {
    expect(parseConfig('config.yaml', nodeOf({})).config.pdp).toBeNull();
  });

  it('reads all there is to set, and takes the careful way for what is not', () => {
    expect(read({ url: 'https://pdp.example/base' })).toEqual({
      pdp: { url: 'https://pdp.example/base', token: null, timeoutMs: 1000, sendArgs: 'names', ca: null },
      problems: [],
    });
    const all = {
      url: 'http://127.0.0.1:8080',
      token_env: 'PDP_TOKEN',
      timeout_ms: 250,
      on_error: 'deny',
      send_args: 'full',
      ca: '/etc/pdp.pem',
    };
    expect(read(all)).toEqual({
      pdp: {
        url: 'http://127.0.0.1:8080',
        token: { kind: 'env', name: 'PDP_TOKEN' },
        timeoutMs: 250,
        sendArgs: 'full',
        ca: '/etc/pdp.pem',
      },
      problems: [],
    });
  });

  it.each<[JsonValue, RegExp]>([
    ['https://pdp.example', /`pdp` takes a map with `url`/],
    [{}, /`pdp.url` is missing/],
    [{ url: 'http://pdp.example' }, /`pdp.url` takes an https URL/],
    [{ url: 'https://user:pass@pdp.example' }, /`pdp.url` takes/],
    [{ url: 'https://pdp.example?a=1' }, /`pdp.url` takes/],
    [{ url: 'https://pdp.example', on_error: 'allow' }, /`pdp.on_error` takes `deny`/],
    [{ url: 'https://pdp.example', send_args: 'all' }, /`pdp.send_args` takes/],
    [{ url: 'https://pdp.example', timeout_ms: 0 }, /`pdp.timeout_ms` takes a whole number/],
    [{ url: 'https://pdp.example', token_env: 'A B' }, /`pdp.token_env` takes/],
    [{ url: 'https://pdp.example', token_file: 'token' }, /`pdp.token_file` takes the absolute path/],
    [{ url: 'https://pdp.example', token_file: '/t', token_env: 'T' }, /two places for one token/],
    [{ url: 'https://pdp.example', token: 'secret' }, /unknown setting `pdp.token`/],
  ])('refuses %j', (pdp, why) => {
    const { problems } = read(pdp);
    expect(problems.join('\n')).toMatch(why);
    expect(problems.join('\n')).not.toContain('secret');
  });
});
