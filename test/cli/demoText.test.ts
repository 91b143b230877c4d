import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printStep, wrapped } from '../../src/cli/demoText.ts';
import { outputOn } from '../../src/cli/output.ts';
import { captured, expectHarmless, HOSTILE } from './home.ts';

describe('printStep', () => {
  it('fits 80 columns, and sends nothing that a terminal obeys', () => {
    const { io, out } = captured();
    const outcome = {
      kind: 'as-told',
      told: ['word '.repeat(60).trim()],
      quoted: [HOSTILE, 'x'.repeat(500)],
      commands: ['leash status', 'leash doctor'],
    } as const;
    printStep({ id: 'x', title: 'X', outcome }, outputOn(io, false));
    const text = out.join('');
    expectHarmless(text.replaceAll('\n', ''));
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(text).toContain('   In real life: leash status, leash doctor\n');
  });

  it('says what did not go as it should', () => {
    const { io, out } = captured();
    const outcome = { kind: 'otherwise', problem: HOSTILE } as const;
    printStep({ id: 'x', title: 'X', outcome }, outputOn(io, false));
    expect(out).toEqual([expect.stringContaining(String.raw`this did not go as it should: \x1b[31mred`)]);
    expectHarmless(out.join('').trimEnd());
  });
});

describe('wrapped', () => {
  it('keeps every character but spaces, and no line is too long', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 20 }), (text, width) => {
        const lines = wrapped(text, width);
        expect(lines.every((line) => line.length <= width)).toBe(true);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  it('breaks between words', () => {
    expect(wrapped('one two three', 8)).toEqual(['one two', 'three']);
  });
});
