import { describe, expect, it } from 'vitest';
import type { TextRole } from '../../../scanner/passage.ts';
import { passagesOf } from '../../../scanner/reading.ts';
import { byRows, type Row } from '../../../scanner/rules/rows.ts';
import type { Hit } from '../../../scanner/rules/rule.ts';

const NAMES = { self: '', own: new Set<string>(), other: new Set<string>(), parameters: new Set<string>() };
const row: Row = { pattern: ['send', 2, 'secret'], weight: 'clear', message: 'sends secrets' };

describe('byRows', () => {
  it('says where the words stand, to the end of a phrase', () => {
    const text = 'It sends the private key away.';
    expect(hits(text, row).map(({ start, end }) => text.slice(start, end))).toEqual(['sends the private key']);
  });

  it.each<[string, Row, string, boolean]>([
    ['a denial clears', row, 'never sends the password', false],
    [
      'a denial of the end clears where it is asked for',
      { ...row, denied: 'to' },
      'sends data, never the password',
      false,
    ],
    ['a denial is no matter where the pattern has its own', { ...row, denied: 'no' }, 'never sends the password', true],
    ['what must stand beside does', { ...row, beside: ['must'] }, 'you must send the password', true],
    ['what must stand beside does not', { ...row, beside: ['must'] }, 'sends the password', false],
    ['what must lack stands there', { ...row, lacking: ['if'] }, 'if it sends the password', false],
    ['a guard before it clears', { ...row, shielded: true }, 'detects if it sends passwords', false],
    ['a guard behind it does not', { ...row, shielded: true }, 'sends passwords, detects nothing', true],
    ['words of two sentences are no pattern', row, 'It sends. Password here.', false],
  ])('%s', (_title, one, text, isHit) => {
    expect(hits(text, one).length > 0).toBe(isHit);
  });

  it('weighs less what is quoted as an example of what others write', () => {
    const strong: Row = { ...row, weight: 'strong' };
    expect(hits('Finds texts such as "send the password"', strong)[0]?.weight).toBe('clear');
    expect(hits('Then "send the password"', strong)[0]?.weight).toBe('strong');
    expect(hits('Finds texts such as "send the password"', row)[0]?.weight).toBe('clear');
  });

  it('weighs a parameter as its row says', () => {
    expect(hits('sends the password', { ...row, inParameter: 'faint' }, 'parameter')[0]?.weight).toBe('faint');
    expect(hits('sends the password', { ...row, inParameter: 'faint' })[0]?.weight).toBe('clear');
  });

  it('stops at enough', () => {
    expect(hits('It sends the password. '.repeat(500), row).length).toBeLessThanOrEqual(16);
  });
});

function hits(text: string, one: Row, role: TextRole = 'prose'): Hit[] {
  return passagesOf(text, role, NAMES).flatMap(byRows([one]));
}
