import { describe, expect, it } from 'vitest';
import { findingLines, GRADE_COLOURS, painted } from '../../src/cli/findings.ts';
import type { Paint } from '../../src/cli/output.ts';

const paint: Paint = (colour, text) => `<${colour}>${text}`;

describe('findingLines', () => {
  it('say how grave, which rule, where and what', () => {
    const found = { rule: 'secrecy', grade: 'block', at: '/description', message: 'forbids telling' } as const;
    expect(findingLines([found, { ...found, grade: 'info', at: '' }], paint)).toEqual([
      '<red>block secrecy at /description: forbids telling',
      'info secrecy: forbids telling',
    ]);
  });

  it('send nothing that a terminal obeys', () => {
    const hostile = { rule: 'r', grade: 'warn', at: '/\u001b[2J', message: '\u202e\u001b]0;x\u0007' } as const;
    expect(findingLines([hostile], (_, text) => text).join('')).not.toMatch(/[\u0000-\u001f\u202e]/);
  });
});

describe('painted', () => {
  it('colours what is grave, and leaves the rest', () => {
    expect([painted('critical', paint), painted('warn', paint), painted('info', paint)]).toEqual([
      '<red>critical',
      '<yellow>warn',
      'info',
    ]);
    expect(GRADE_COLOURS.get('none')).toBe('green');
  });
});
