import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob } from '../../src/authz/glob.ts';
import { formsOf, matchResource, readResource, type ResourcePattern } from '../../src/authz/resource.ts';

function pattern(text: string): ResourcePattern {
  const glob = compileGlob(text, { separator: '/' });
  if ('error' in glob) throw new Error(glob.error);
  return { text, glob };
}

describe('readResource', () => {
  it.each([
    ['file:///etc/passwd', 'file:///etc/passwd'],
    ['FILE:///etc/passwd', 'file:///etc/passwd'],
    ['file:/etc/passwd', 'file:///etc/passwd'],
    ['file://localhost/etc/passwd', 'file:///etc/passwd'],
    ['file:///data/./a/../../etc/passwd', 'file:///etc/passwd'],
    ['file:///../../etc/passwd', 'file:///etc/passwd'],
    ['file:///etc/p%61sswd', 'file:///etc/passwd'],
    ['file:///data/a b', 'file:///data/a b'],
    ['file:///data/a%20b', 'file:///data/a b'],
    ['file:///data/caf%C3%A9', 'file:///data/café'],
    ['file:///data/cafe%CC%81', 'file:///data/café'],
    ['file:///data/a%3fb', 'file:///data/a%3Fb'],
    ['HTTPS://Example.COM:443/A/./b', 'https://example.com/A/b'],
    ['http://2130706433/', 'http://127.0.0.1/'],
    ['http://0x7f.1/', 'http://127.0.0.1/'],
    ['https://h', 'https://h/'],
    ['demo://resource/static/document/x', 'demo://resource/static/document/x'],
    ['note://list/../secret', 'note://list/secret'],
    ['memo:one', 'memo:one'],
    ['postgres://user@localhost:5432/t/schema', 'postgres://user@localhost:5432/t/schema'],
  ])('reads %s as %s', (raw, normal) => {
    expect(readResource(raw)).toMatchObject({ kind: 'clear', whole: [normal], bare: [] });
  });

  it.each([
    ['an encoded slash', 'file:///data/..%2f..%2fetc/passwd'],
    ['an encoded backslash', 'file:///data/..%5Cetc'],
    ['an encoded dot', 'file:///data/%2E%2e/etc/passwd'],
    ['an encoded NUL', 'file:///data/a%00.txt'],
    ['an encoded newline', 'file:///data/a%0a'],
    ['what is encoded twice', 'file:///data/%252e%252e/x'],
    ['what is encoded thrice', 'file:///data/%25252e/x'],
    ['an overlong dot', 'file:///data/%c0%ae%c0%ae/x'],
    ['a byte that is no UTF-8', 'file:///data/%ff'],
    ['an encoded surrogate', 'file:///data/%ed%a0%80'],
    ['a percent sign that encodes nothing', 'file:///data/100%'],
    ['a backslash', 'file:///data\\..\\etc'],
    ['a NUL', 'file:///data/a\u0000.txt'],
    ['a tab, which URL parsers drop', 'file:///da\tta/x'],
    ['a newline, which URL parsers drop', 'fi\nle:///etc/passwd'],
    ['a character that nobody sees', 'file:///data/\u200bx'],
    ['an encoded character that nobody sees', 'file:///data/%E2%80%AEx'],
    ['a lone surrogate', 'file:///data/\ud800'],
    ['outer spaces', ' file:///etc/passwd'],
    ['a fragment', 'file:///etc/passwd#x.md'],
    ['dots in a query', 'file:///data/x?/../../../etc/passwd'],
    ['dots before a semicolon', 'https://h/public/..;/admin'],
    ['dots in an opaque path', 'memo:public/../secret'],
    ['a file of another host', 'file://evil/etc/passwd'],
    ['a user name', 'https://good.test@evil.test/'],
    ['a password', 'https://:pw@evil.test/'],
    ['a host with a dot at its end', 'https://good.test./'],
    ['a path', '/etc/passwd'],
    ['a relative path', '../etc/passwd'],
    ['nothing', ''],
    ['a host that no URL has', 'https://a b/'],
    ['more than anybody reads', `memo:${'x'.repeat(8200)}`],
  ])('cannot tell what is named by %s', (_, raw) => {
    const reading = readResource(raw);
    expect(reading.kind).toBe('ambiguous');
    expect(formsOf(reading)).toEqual([raw]);
  });

  it('keeps both readings of repeated slashes, with and without the query', () => {
    expect(readResource('https://h//a///b?x//y')).toMatchObject({
      whole: ['https://h//a///b?x//y', 'https://h/a/b?x//y'],
      bare: ['https://h//a///b', 'https://h/a/b'],
    });
  });

  it('never throws, and never finds dots to climb by in what it calls clear', () => {
    const bit = fc.constantFrom(
      'file:',
      'https:',
      'x:',
      '/',
      '//',
      '..',
      '.',
      '%2e',
      '%2F',
      '%25',
      '\\',
      '?',
      '#',
      ';',
      '@',
      'a',
      'é',
      ' ',
      ':',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 20 }), (bits, tail) => {
        for (const raw of [bits.join(''), `file:///${bits.join('')}`, tail, `file:///data/${tail}`]) {
          const reading = readResource(raw);
          if (reading.kind === 'ambiguous') continue;
          for (const form of [...reading.whole, ...reading.bare]) {
            expect(form).not.toMatch(/(^|\/)\.\.?(\/|$)|\\|[\u0000-\u001f]|%(2[ef]|5c|00)/i);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same when it reads what it has read', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (raw) => {
        const reading = readResource(raw);
        if (reading.kind === 'ambiguous') return;
        expect(readResource(reading.whole[0] ?? '')).toMatchObject({ whole: reading.whole, bare: reading.bare });
      }),
    );
  });
});

describe('matchResource', () => {
  it.each([
    ['file:///data/**', 'file:///data/a/b', 'match', 'match'],
    ['file:///data/**', 'file:///database', 'miss', 'miss'],
    ['file:///data/*', 'file:///data/a/b', 'miss', 'miss'],
    ['file:///etc/**', 'file:///data/../etc/passwd', 'match', 'match'],
    // A deny rule is also asked about the text as it was sent.
    ['FILE:///etc/*', 'FILE:///etc/passwd', 'miss', 'match'],
    ['file:///data/..%2f*', 'file:///data/..%2fetc', 'error', 'match'],
    // Ambiguous: nobody can tell.
    ['file:///data/**', 'file:///data/%2e%2e/x', 'error', 'match'],
    ['file:///other/**', 'file:///data/%2e%2e/x', 'error', 'error'],
    ['https://h/**', 'not a uri', 'error', 'error'],
    // Two readings that disagree.
    ['file:///etc/*', 'file:////etc/passwd', 'error', 'error'],
    ['https://h/*.md', 'https://h/secret?x.md', 'error', 'match'],
    ['https://h/a', 'https://h/a?delete=1', 'error', 'error'],
    // Two readings that agree.
    ['file:///etc/**', 'file:///etc//passwd', 'match', 'match'],
    ['https://h/**', 'https://h/a?b=c', 'match', 'match'],
    // A pattern that names the question mark speaks of the query.
    ['https://h/find\\?q=*', 'https://h/find?q=x', 'match', 'match'],
    ['https://h/find[?]q=*', 'https://h/find?q=x', 'match', 'match'],
    ['https://h/find\\?q=*', 'https://h/find', 'miss', 'miss'],
  ] as const)('%s speaks of %s: %s for an allow, %s for a deny', (text, raw, allow, deny) => {
    expect(matchResource(pattern(text), readResource(raw), false)).toBe(allow);
    expect(matchResource(pattern(text), readResource(raw), true)).toBe(deny);
  });
});
