import { describe, expect, it } from 'vitest';
import { readHeredoc } from '../../../src/authz/shell/heredoc.ts';

const heredoc = (stripsTabs: boolean) => ({ delimiter: 'EOF', isQuoted: false, stripsTabs });

describe('readHeredoc', () => {
  it('ends at the line that is the delimiter, and at no line that only has it in it', () => {
    const text = 'cat\nEOFs\n EOF\nb\nEOF\nls';
    expect(readHeredoc(text, 4, heredoc(false))).toEqual({ body: 'EOFs\n EOF\nb\n', end: text.length - 2 });
  });

  it('lets tabs stand before the delimiter only where the operator says so', () => {
    expect(readHeredoc('a\n\tEOF', 0, heredoc(true))).toEqual({ body: 'a\n', end: 6 });
    expect(() => readHeredoc('a\n\tEOF', 0, heredoc(false))).toThrow('does not end');
  });
});
