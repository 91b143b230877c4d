import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFitter, fitText } from '../../src/audit/fit.ts';
import { counterBytes } from './sampleLog.ts';

function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

describe('fitText', () => {
  it('keeps a text that fits and cuts one byte more', () => {
    expect(fitText('a'.repeat(64), 64)).toBe('a'.repeat(64));
    expect(fitText('a'.repeat(65), 64)).toBe(`${'a'.repeat(61)}…`);
  });

  it('counts the bytes of JSON: escapes and UTF-8', () => {
    expect(fitText('\u0001'.repeat(10), 60)).toBe('\u0001'.repeat(10));
    expect(fitText('\u0001'.repeat(11), 60)).toBe(`${'\u0001'.repeat(9)}…`);
    expect(fitText('€'.repeat(21), 60)).toBe(`${'€'.repeat(19)}…`);
  });

  it('never cuts a character in half', () => {
    expect(fitText('😀'.repeat(6), 20)).toBe(`${'😀'.repeat(4)}…`);
  });

  it('makes any text fit and be well-formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 8, max: 200 }), (text, most) => {
        const fitted = fitText(text, most);
        expect(jsonBytes(fitted)).toBeLessThanOrEqual(most);
        expect(fitted.isWellFormed()).toBe(true);
        if (jsonBytes(text.toWellFormed()) <= most) expect(fitted).toBe(text.toWellFormed());
      }),
      { numRuns: 1000 },
    );
  });
});

describe('createFitter', () => {
  it('notes nothing of what fits', () => {
    const fitter = createFitter(counterBytes());
    expect(fitter.text('reason', 'short', 64)).toBe('short');
    expect(fitter.textOrNull('resource', null, 64)).toBeNull();
    expect(fitter.list('errors', ['one', 'two'], 64, (text) => text)).toEqual(['one', 'two']);
    expect(fitter.object('detail', { a: 1 }, 64)).toEqual({ a: 1 });
    expect([fitter.cuts, fitter.disclosures]).toEqual([[], []]);
  });

  it('commits to the whole of what it cut', () => {
    const fitter = createFitter(counterBytes());
    const whole = 'x'.repeat(100);
    expect(fitter.text('reason', whole, 64)).toHaveLength(62);
    expect(fitter.cuts).toEqual([{ bytes: 100, field: 'reason', sd: expect.any(String) as string }]);
    expect(Buffer.from(fitter.disclosures[0] ?? '', 'base64url').toString()).toContain(`"reason","${whole}"`);
  });

  it('commits to a text of which it replaced half a character, as it was', () => {
    const fitter = createFitter(counterBytes());
    expect(fitter.text('method', 'a\ud800', 64)).toBe('a\ufffd');
    expect(Buffer.from(fitter.disclosures[0] ?? '', 'base64url').toString()).toContain('"method","a\\ud800"');
  });

  it('keeps the leading items of a list, each shortened, and commits to all', () => {
    const fitter = createFitter(counterBytes());
    const items = ['a'.repeat(40), 'b'.repeat(10), 'c'.repeat(30)];
    expect(fitter.list('errors', items, 50, (text) => fitText(text, 20))).toEqual([
      `${'a'.repeat(17)}…`,
      'b'.repeat(10),
    ]);
    expect(fitter.cuts).toMatchObject([{ field: 'errors', bytes: JSON.stringify(items).length }]);
  });

  it('replaces half characters in a list', () => {
    const fitter = createFitter(counterBytes());
    expect(fitter.list<string>('errors', ['\ud800'], 50, (text) => fitText(text, 20))).toEqual(['\ufffd']);
    expect(fitter.cuts).toHaveLength(1);
  });

  it('leaves out an object that is too large, and says of one that it could not be read', () => {
    const fitter = createFitter(counterBytes());
    expect(fitter.object('detail', { long: 'x'.repeat(64) }, 64)).toEqual({});
    expect(fitter.cuts).toMatchObject([{ field: 'detail' }]);
    expect(fitter.object('detail', null, 64)).toEqual({ unreadable: true });
  });
});
