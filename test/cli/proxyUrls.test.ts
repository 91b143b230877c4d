import { describe, expect, it } from 'vitest';
import { allowHostOption, listenOption, publicUrlOption, upstreamUrl } from '../../src/cli/proxyUrls.ts';

const usage = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'ERR_USAGE', message: expect.stringMatching(message) as string });

describe('listenOption', () => {
  it.each([
    ['8765', '127.0.0.1', 8765],
    ['0', '127.0.0.1', 0],
    ['localhost:80', 'localhost', 80],
    ['0.0.0.0:65535', '0.0.0.0', 65_535],
    ['[::1]:80', '::1', 80],
  ])('reads %s', (text, host, port) => expect(listenOption(text)).toEqual({ host, port }));

  it.each(['', 'x', ':80', '65536', '-1', '80:', '::1:80', '[::1]', 'a:b:80', '[x]:80', '1e3', ' 80'])(
    'refuses `%s`',
    (text) => {
      expect(() => listenOption(text)).toThrow(usage(/--listen takes/));
    },
  );
});

describe('allowHostOption', () => {
  it.each(['leash.test', 'leash.test:8443', 'LEASH', '[::1]', '[::1]:80', '10.0.0.1'])('takes %s', (text) =>
    expect(allowHostOption(text)).toBe(text),
  );

  it.each(['', 'https://x.test', 'x.test/', '*', '*.x.test', 'a b', 'x.test.', 'user@x.test', ':80', '::1'])(
    'refuses `%s`',
    (text) => {
      expect(() => allowHostOption(text)).toThrow(usage(/--allow-host takes a host name/));
    },
  );
});

describe('upstreamUrl', () => {
  it.each(['http://localhost:3001/mcp', 'https://x.test/mcp?team=a'])('takes %s', (text) =>
    expect(upstreamUrl(text).href).toBe(text),
  );

  it.each([
    ['localhost:3001', /--url takes an http or https URL, not `localhost:3001`/],
    ['', /--url takes/],
    ['file:///etc/passwd', /--url takes/],
    ['https://x.test/#a', /without `#`/],
  ])('refuses `%s`', (text, why) => {
    expect(() => upstreamUrl(text)).toThrow(usage(why));
  });

  it('refuses a credential in the URL, and does not repeat it', () => {
    expect(() => upstreamUrl('https://me:hunter2@x.test/')).toThrow(
      usage(/^--url takes no user or password(?!.*hunter2)/),
    );
  });
});

describe('publicUrlOption', () => {
  it('takes what clients call us, and nothing with a query', () => {
    expect(publicUrlOption('https://leash.test/mcp').href).toBe('https://leash.test/mcp');
    expect(() => publicUrlOption('https://leash.test/mcp?x=1')).toThrow(usage(/without a query/));
  });
});
