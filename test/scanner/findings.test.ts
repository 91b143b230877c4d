import { describe, expect, it } from 'vitest';
import { findingsOf, type FoundSignal } from '../../scanner/findings.ts';

const base: FoundSignal = {
  rule: { id: 'secrecy', owasp: ['LLM01'] },
  weight: 'clear',
  ground: 'secrecy',
  at: '/description',
  span: [4, 9],
  message: 'forbids telling the user',
  via: 'plain',
  words: 'do not tell',
};

describe('findingsOf', () => {
  it('words a signal and puts it below its owner', () => {
    const [finding] = findingsOf([base], { at: '/tools/3', name: 't' });
    expect(finding).toMatchObject({
      rule: 'secrecy',
      grade: 'warn',
      at: '/tools/3/description',
      span: [4, 9],
      owasp: ['LLM01'],
      message: 'forbids telling the user: `do not tell`',
    });
  });

  it('shows foreign text escaped, on one line, without its own quotes', () => {
    const [finding] = findingsOf([{ ...base, words: 'a`b\u001b[31m\u202e\n\u200b' }]);
    expect(finding?.message).toMatch(/^[\x20-\x7e…]+$/);
    expect(finding?.message.match(/`/g)).toHaveLength(2);
  });

  it('says what a text was unpacked from', () => {
    expect(findingsOf([{ ...base, via: 'base64' }])[0]?.message).toContain('(unpacked from base64)');
  });

  it('names a finding the same when its place in the list or in the text changes', () => {
    const print = (signal: FoundSignal, at: string): string | undefined =>
      findingsOf([signal], { at, name: 't' })[0]?.fingerprint;
    expect(print(base, '/tools/0')).toBe(print({ ...base, span: [40, 45], words: 'Do  not\ntell' }, '/tools/7'));
    expect(print(base, '/tools/0')).not.toBe(print({ ...base, words: 'never tell' }, '/tools/0'));
    expect(findingsOf([base], { at: '', name: 'a' })[0]?.fingerprint).not.toBe(
      findingsOf([base], { at: '', name: 'b' })[0]?.fingerprint,
    );
  });

  it('gives each of two equal findings a name of its own', () => {
    const found = findingsOf([base, { ...base, span: [50, 55] }]);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('says once what two lines of a rule saw in the same words', () => {
    expect(findingsOf([base, { ...base, message: 'forbids mentioning it', span: [5, 8] }])).toHaveLength(1);
  });
});
