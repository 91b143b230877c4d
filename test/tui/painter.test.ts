import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { painterOn } from '../../src/tui/painter.ts';

/** What a terminal shows after such output: it knows as much as the painter says, and fails on the rest. */
function terminal(): { write: (text: string) => void; lines: () => string[]; written: () => number } {
  const rows = new Map<number, string>();
  let written = 0;
  return {
    write(text) {
      written += 1;
      const inner = /^\u001b\[\?2026h([^]*)\u001b\[\?2026l$/.exec(text)?.[1] ?? 'torn';
      const cleared = inner.startsWith('\u001b[2J');
      if (cleared) rows.clear();
      const rest = (cleared ? inner.slice(4) : inner).replace(
        /\u001b\[(\d+);1H\u001b\[0m\u001b\[2K([^\u001b]*)/g,
        (_, row: string, line: string) => {
          rows.set(Number(row), line);
          return '';
        },
      );
      expect(rest).toBe('');
    },
    lines: () => [...rows].sort(([one], [other]) => one - other).map(([, line]) => line),
    written: () => written,
  };
}

describe('painterOn', () => {
  const frame = fc.array(
    fc.string().filter((text) => !/[\u001b\n]/.test(text)),
    { minLength: 1, maxLength: 8 },
  );

  it('leaves on the terminal what the last frame says, whatever came before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ lines: frame, anew: fc.boolean() }), { minLength: 1, maxLength: 8 }),
        (frames) => {
          const screen = terminal();
          const painter = painterOn(screen.write);
          for (const { lines, anew } of frames) {
            if (anew) painter.forget();
            painter.draw(lines.join('\n'));
            expect(screen.lines().join('\n').trimEnd()).toBe(lines.join('\n').trimEnd());
          }
        },
      ),
    );
  });

  it('writes only the lines that are different, and nothing where none is', () => {
    const texts: string[] = [];
    const painter = painterOn((text) => texts.push(text));
    painter.draw('one\ntwo');
    painter.draw('one\ntwo');
    painter.draw('one\nthree');
    expect(texts).toHaveLength(2);
    expect(texts[1]).toContain('three');
    expect(texts[1]).not.toContain('one');
  });
});
