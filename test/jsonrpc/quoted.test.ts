import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfString } from '../../src/jsonrpc/quoted.ts';

describe('endOfString', () => {
  it('finds the closing quote of any JSON string, wherever it stands', () => {
    // Quotes and backslashes, dense, and beyond the reach of the first look.
    const content = fc.array(fc.constantFrom('"', '\\', '\\\\', 'a', 'bc"', 'x'.repeat(47), 'y'.repeat(100)));
    fc.assert(
      fc.property(content, fc.string(), fc.string(), (parts, before, after) => {
        const quoted = JSON.stringify(parts.join(''));
        expect(endOfString(before + quoted + after, before.length)).toBe(before.length + quoted.length - 1);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['"', '"abc', '"abc\\"', '"abc\\', `"${'x'.repeat(200)}`, `"${'x'.repeat(47)}\\`, `"${'x'.repeat(60)}\\"`])(
    'gives the end of the text for %j, which does not close',
    (text) => {
      expect(endOfString(text, 0)).toBe(text.length);
    },
  );

  it('is linear in quotes and backslashes', () => {
    const started = performance.now();
    endOfString(`"${'\\"'.repeat(2_000_000)}`, 0);
    endOfString(`"${'x'.repeat(100)}${'\\'.repeat(4_000_000)}"`, 0);
    // Quadratic would be hours.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
