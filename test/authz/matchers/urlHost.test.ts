import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { readUrlHost } from '../../../src/authz/matchers/urlHost.ts';

describe('readUrlHost', () => {
  it.each([
    [
      'https://example.com',
      { scheme: 'https', host: 'example.com', port: 443, isDefaultPort: true, isCanonical: true },
    ],
    ['HTTPS://Example.COM./a?b#c', { scheme: 'https', host: 'example.com', isCanonical: true }],
    ['http://example.com:8080/', { scheme: 'http', port: 8080, isDefaultPort: false }],
    ['https://example.com:443/', { port: 443, isDefaultPort: true, isCanonical: true }],
    ['https://example.com:/', { port: 443, isDefaultPort: true }],
    ['https://b\u00fccher.example/', { host: 'xn--bcher-kva.example', isCanonical: true }],
    ['https://bu\u0308cher.example/', { host: 'xn--bcher-kva.example' }],
    ['https://0x7f.1/', { host: '127.0.0.1', isCanonical: false }],
    ['https://2130706433/', { host: '127.0.0.1', isCanonical: false }],
    ['https://010.8.8.8/', { host: '8.8.8.8', isCanonical: false }],
    ['https://8.8.8.8/', { host: '8.8.8.8', isCanonical: true }],
    ['https://[::1]:8443/', { host: '[::1]', port: 8443, isCanonical: true }],
    ['https://[0:0::1]/', { host: '[::1]', isCanonical: false }],
    ['https://[::ffff:127.0.0.1]/', { host: '[::ffff:7f00:1]', isCanonical: false }],
    ['https://example.com/@evil.com', { host: 'example.com' }],
    ['https://example.com?@evil.com', { host: 'example.com' }],
    ['https://example.com#@evil.com', { host: 'example.com' }],
    ['https://example.com/%40%2e', { host: 'example.com' }],
  ])('reads %s', (text, expected) => {
    expect(readUrlHost(text)).toMatchObject(expected);
  });

  it.each([
    ['no scheme', 'example.com'],
    ['a relative URL', '//example.com'],
    ['no slashes', 'https:example.com'],
    ['one slash', 'https:/example.com'],
    ['three slashes', 'https:///example.com'],
    ['backslashes', 'https:\\\\example.com'],
    ['a backslash before the userinfo', 'https://example.com\\@evil.com'],
    ['userinfo', 'https://user@example.com'],
    ['userinfo with a password', 'https://example.com:443@evil.com'],
    ['an empty userinfo', 'https://@example.com'],
    ['a leading space', ' https://example.com'],
    ['a trailing space', 'https://example.com '],
    ['a leading control character', '\u0001https://example.com'],
    ['a tab inside', 'https://exa\tmple.com'],
    ['a line break inside', 'https://example.com\n.evil.com'],
    ['a line break in the path', 'https://example.com/\r\nHost: evil.com'],
    ['a no-break space', 'https://example.com/\u00a0'],
    ['NUL', 'https://example.com\0.evil.com'],
    ['an encoded host', 'https://ex%61mple.com'],
    ['an encoded dot', 'https://example%2ecom'],
    ['an encoded slash in the host', 'https://example.com%2f.evil.com'],
    ['a full-width letter', 'https://\uff45xample.com'],
    ['a full-width slash', 'https://evil.com\uff0f.example.com'],
    ['a full-width dot', 'https://example\uff0ecom'],
    ['an ideographic full stop', 'https://example\u3002com'],
    ['a circled letter', 'https://\u24d4xample.com'],
    ['a sharp s, two names to two standards', 'https://fa\u00df.example'],
    ['a zero-width joiner', 'https://ex\u200dample.com'],
    ['a soft hyphen', 'https://exam\u00adple.com'],
    ['two dots in a row', 'https://example..com'],
    ['two dots at the end', 'https://example.com..'],
    ['a leading dot', 'https://.example.com'],
    ['no host', 'https://'],
    ['a port and no host', 'https://:443'],
    ['a port that is none', 'https://example.com:99999'],
    ['an unclosed bracket', 'https://[::1'],
    ['a zone', 'https://[fe80::1%25eth0]/'],
    ['too large a number', 'https://256.256.256.256'],
    ['another scheme', 'gopher://example.com'],
    ['a file', 'file:///etc/passwd'],
    ['a nested URL', 'view-source:https://example.com'],
    ['a script', 'javascript://example.com/%0aalert(1)'],
    ['a lone surrogate', 'https://example.com/\ud800'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(readUrlHost(text)).toBeNull();
  });

  it('never throws, and agrees with URL', () => {
    const part = fc.constantFrom(
      'https:',
      '//',
      '/',
      '\\',
      '@',
      ':',
      '.',
      'a',
      'b.c',
      '1',
      '[',
      ']',
      '::',
      '%41',
      ' ',
      '\t',
      '?',
      '#',
      '\u3002',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        const text = `https://${parts.join('')}`;
        const found = readUrlHost(text);
        if (found !== null) expect(new URL(text).hostname.replace(/\.$/, '')).toBe(found.host);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads a megabyte in linear time', () => {
    const started = performance.now();
    for (const unit of ['a', 'a.', '@', ':', '[', '\u00fc', '/', '%41']) readUrlHost(`https://${unit.repeat(300_000)}`);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
