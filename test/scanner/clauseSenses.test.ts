import { describe, expect, it } from 'vitest';
import { phraseLength, sensesAt } from '../../scanner/clauseSenses.ts';
import { tokensOf } from '../../scanner/clauseTokens.ts';

describe('sensesAt', () => {
  it.each([
    ['~/.ssh/id_rsa', 'secretPlace'],
    ['/home/x/.aws/credentials', 'secretPlace'],
    ['.env.local', 'secretPlace'],
    ['/etc/passwd', 'secretPlace'],
    ['vault://secrets', 'secretPlace'],
    ['~/.ssh/config', 'nearSecret'],
    ['/tmp/.cache_of_keys', 'stashPlace'],
    ['system prompt', 'private'],
    ['forwards', 'send'],
    ['rewritten', 'change'],
  ])('%s is %s', (text, sense) => {
    expect(sensesAt(tokensOf(text), 0)).toContain(sense);
  });

  it.each([
    ['/usr/share/doc', 'secretPlace'],
    ['https://docs.example/secrets', 'secretPlace'],
    ['access token', 'read'],
    ['systematic', 'system'],
  ])('%s is not %s', (text, sense) => {
    expect(sensesAt(tokensOf(text), 0)).not.toContain(sense);
  });
});

describe('phraseLength', () => {
  it('is that of the longest phrase, or one', () => {
    expect(phraseLength(tokensOf('system prompt'), 0)).toBe(2);
    expect(phraseLength(tokensOf('system clock'), 0)).toBe(1);
    expect(phraseLength(tokensOf('x'), 5)).toBe(1);
  });
});
