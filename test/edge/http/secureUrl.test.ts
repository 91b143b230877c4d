import { describe, expect, it } from 'vitest';
import { isLoopbackHost, isSecureUrl, mayBeAskedFor } from '../../../src/edge/http/secureUrl.ts';

describe('isLoopbackHost', () => {
  it.each(['localhost', '127.0.0.1', '127.255.255.254', '::1', '[::1]'])('takes %s', (host) =>
    expect(isLoopbackHost(host)).toBe(true),
  );
  it.each([
    '',
    '0.0.0.0',
    '::',
    '[::]',
    '10.0.0.1',
    '128.0.0.1',
    'localhost.',
    'localhost.evil.example',
    'a.localhost',
    'LOCALHOST',
    '127.0.0.1.evil.example',
    '127.1',
    '127.0.0.999',
    '::ffff:127.0.0.1',
  ])('does not take `%s`', (host) => expect(isLoopbackHost(host)).toBe(false));
});

describe('isSecureUrl', () => {
  it.each([
    'https://a.example',
    'https://10.0.0.1',
    'http://localhost:1',
    'http://127.1',
    'http://0x7f.1',
    'http://[::1]/',
  ])('takes %s', (url) => expect(isSecureUrl(new URL(url))).toBe(true));
  it.each([
    'http://a.example',
    'http://10.0.0.1',
    'http://localhost.evil.example',
    'ftp://localhost',
    'file:///etc/passwd',
  ])('does not take %s', (url) => expect(isSecureUrl(new URL(url))).toBe(false));
});

describe('mayBeAskedFor', () => {
  it.each([
    ['https://mcp.example', 'https://auth.example/x', true],
    ['https://mcp.example', 'http://auth.example/x', false],
    ['https://mcp.example', 'http://127.0.0.1:6379/', false],
    ['https://mcp.example', 'https://localhost/', false],
    ['https://mcp.example', 'https://[::1]/', false],
    ['http://localhost:1/mcp', 'http://127.0.0.1:2/', true],
    ['http://localhost:1/mcp', 'https://auth.example/', true],
    ['http://localhost:1/mcp', 'http://auth.example/', false],
  ])('on behalf of %s, asks %s: %s', (server, url, want) => {
    expect(mayBeAskedFor(new URL(server))(new URL(url))).toBe(want);
  });
});
