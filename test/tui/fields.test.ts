import { describe, expect, it } from 'vitest';
import { fieldLines, heading } from '../../src/tui/fields.ts';
import { lineWidth, plainText } from '../../src/tui/line.ts';
import { HOSTILE } from './support.ts';

describe('fieldLines', () => {
  it('shows long texts whole, below each other', () => {
    const lines = fieldLines(
      [
        ['name', 'x'.repeat(50)],
        ['empty', ''],
        ['last', 'y'],
      ],
      40,
    );
    expect(lines.map(plainText)).toEqual([
      ` name         ${'x'.repeat(26)}`,
      `              ${'x'.repeat(24)}`,
      ' last         y',
    ]);
    for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(40);
  });

  it('lets nothing foreign through', () => {
    expect(
      fieldLines([['name', HOSTILE]], 80)
        .map(plainText)
        .join(''),
    ).not.toMatch(/[\p{C}\p{Default_Ignorable_Code_Point}]/u);
  });
});

describe('heading', () => {
  it('stands out by its weight', () => {
    expect(heading('Keys').at(-1)).toEqual({ text: 'Keys', tone: 'bold' });
  });
});
