import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LastLines } from '../../src/edge/lastLines.ts';

function lastOf(...chunks: readonly (string | Buffer)[]): string {
  const lines = new LastLines();
  for (const chunk of chunks) lines.push(Buffer.from(chunk));
  return lines.text();
}

describe('LastLines', () => {
  it('keeps the last twenty lines', () => {
    const all = Array.from({ length: 25 }, (_, i) => `line ${i}`);
    expect(lastOf(all.join('\n') + '\n').split('\n')).toEqual(all.slice(-20));
  });

  it('keeps no more than 4 KiB', () => {
    const text = lastOf(...Array.from({ length: 100 }, (_, i) => `${i} ${'x'.repeat(300)}\n`));
    expect(text.length).toBeLessThanOrEqual(4096);
    expect(text.endsWith(`99 ${'x'.repeat(300)}`)).toBe(true);
  });

  it.each([
    ['nothing', [''], ''],
    ['a line without its newline', ['half'], 'half'],
    ['a line in pieces', ['fa', 'tal\n'], 'fatal'],
    ['the lines of Windows', ['one\r\ntwo\r\n'], 'one\ntwo'],
    ['an empty line in between', ['one\n\ntwo'], 'one\n\ntwo'],
  ])('reads %s', (_, chunks, want) => expect(lastOf(...chunks)).toBe(want));

  it('shows escape and control characters instead of sending them', () => {
    const text = lastOf('\x1b[2J\x1b]0;owned\x07\x9b31m\u202Egnp.exe\n', Buffer.from([0xff, 0xfe]));
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    expect(text).toContain('\\x1b[2J');
  });

  it('says the same whatever the chunks are', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 6 }), (chunks) => {
        const whole = Buffer.concat(chunks);
        expect(lastOf(...chunks.map((chunk) => Buffer.from(chunk)))).toBe(lastOf(whole));
      }),
      { numRuns: 100 },
    );
  });
});
