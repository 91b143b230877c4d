import { describe, expect, it } from 'vitest';
import { cutLine, lineOf, lineWidth, painted, plainText, span, spread, type Tone } from '../../src/tui/line.ts';

describe('cutLine', () => {
  it('cuts over pieces, and marks the cut', () => {
    const line = [span('abc', 'bold'), span('日本', 'bad'), span('x')];
    expect(plainText(cutLine(line, 6))).toBe('abc日…');
    expect(plainText(cutLine(line, 8))).toBe('abc日本x');
    expect(plainText(cutLine(line, 3))).toBe('abc');
  });
});

describe('spread', () => {
  it('puts one line at each edge', () => {
    expect(plainText(spread(lineOf('left'), lineOf('right'), 20))).toBe('left           right');
  });

  it('cuts the left one where both do not fit', () => {
    const line = spread(lineOf('a long text'), lineOf('right'), 12);
    expect([plainText(line), lineWidth(line)]).toEqual(['a lon… right', 12]);
  });
});

describe('painted', () => {
  const tones: readonly Tone[] = ['plain', 'dim', 'bold', 'good', 'bad', 'warn', 'accent', 'loud', 'alarm'];

  it('colours nothing where nobody wants colours', () => {
    const text = tones.map((tone) => painted(lineOf('x', tone), false)).join('');
    expect(text).not.toMatch(/\u001b\[[34]\d/);
    expect(text).toContain('\u001b[7m');
  });

  it('ends each style where its text ends', () => {
    expect(painted([span('a', 'bad'), span('b')], true)).toBe('\u001b[31ma\u001b[0mb');
  });
});
