import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sensesOf, tokensOf, unleet } from '../../scanner/clauseTokens.ts';

describe('tokensOf', () => {
  it.each([
    ['Read ~/.ssh/id_rsa now.', ['read/word', '~/.ssh/id_rsa/path', 'now/word']],
    [
      'mail a@b.example, then https://x.example/y',
      ['mail/word', 'a@b.example/email', 'then/word', 'https://x.example/y/url'],
    ],
    ["the user's 'send_mail' tool", ['the/word', 'user/word', 'send_mail/name', 'tool/word']],
    ['read/write path=/etc/passwd', ['read/word', 'write/word', 'path/word', '/etc/passwd/path']],
    [
      'pay +13241234123 from 0x52908400098527886E0F7030069857D2E4169EE7',
      ['pay/word', '+13241234123/account', 'from/word', '0x52908400098527886e0f7030069857d2e4169ee7/account'],
    ],
    ["don't it's 3.5", ["don't/word", "it's/word", '3.5/number']],
    ['<b>.env</b> file', ['b/word', '.env/path', '/b/path', 'file/word']],
    ['evil-host.com listens', ['evil-host.com/url', 'listens/word']],
  ])('splits %s', (text, words) => {
    expect(tokensOf(text).map(({ word, shape }) => `${word}/${shape}`)).toEqual(words);
  });

  it.each([
    ['One. Two! Three? four; five', ['one', 'two', 'three', 'four', 'five']],
    ['a line that was\nonly wrapped', ['wrapped']],
    ['One line\nTwo lines\n\nlast', ['line', 'lines', 'last']],
    ['a point\n- a bullet', ['point', 'bullet']],
    ['see e.g. this one', ['one']],
    ['no space behind.The next', ['behind', 'next']],
  ])('ends sentences in %j', (text, ends) => {
    const tokens = tokensOf(text);
    const last = tokens.filter((token, index) => token.last || index === tokens.length - 1).map(({ word }) => word);
    expect(last).toEqual(ends);
  });

  it('gives offsets that hold in the text, in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let from = 0;
        for (const { raw, start, end } of tokensOf(text)) {
          expect(text.slice(start, end)).toBe(raw);
          expect(start).toBeGreaterThanOrEqual(from);
          from = end;
        }
      }),
    );
  });
});

describe('sensesOf', () => {
  it('reads digits and signs as the letters they stand for', () => {
    expect(unleet('1gn0r3')).toBe('ignore');
    expect(sensesOf('1gn0r3')).toEqual(sensesOf('ignore'));
    expect(sensesOf('p@$$w0rd')).toContain('secret');
  });

  it('knows a word that another was glued to', () => {
    expect(sensesOf('instructionsand')).toContain('speech');
  });

  it('knows nothing of other words', () => {
    expect(sensesOf('xylophone')).toEqual([]);
    expect(sensesOf('constructor')).toEqual([]);
    expect(sensesOf('__proto__')).toEqual([]);
  });
});
