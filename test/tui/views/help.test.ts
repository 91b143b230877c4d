import { describe, expect, it } from 'vitest';
import { lineWidth, plainText } from '../../../src/tui/line.ts';
import { helpView } from '../../../src/tui/views/help.ts';

describe('helpView', () => {
  it('names every key and every sign, on the smallest screen', () => {
    const lines = helpView({ columns: 80, rows: 17 });
    const text = lines.map(plainText).join('\n');
    for (const part of [
      'Tab',
      'PgDn',
      '/',
      'approve once',
      'verify the log',
      'stop everything',
      'Ctrl+C',
      '✓ allow',
      '! observe',
      'unrecorded',
    ]) {
      expect(text).toContain(part);
    }
    for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(80);
  });
});
