import { describe, expect, it } from 'vitest';
import { GradeBook } from '../../src/pins/gradeBook.ts';

const CLEAN = { grade: 'none', findings: [] } as const;

describe('GradeBook', () => {
  it('remembers what was said of an element', () => {
    const book = new GradeBook();
    expect(book.get('a')).toBeUndefined();
    book.add('a', CLEAN);
    expect(book.get('a')).toBe(CLEAN);
  });

  it('has a bound: a server that lists something else each time fills no memory', () => {
    const book = new GradeBook();
    for (let i = 0; i <= 50_000; i += 1) book.add(String(i), CLEAN);
    expect(book.get('0')).toBeUndefined();
    expect(book.get('50000')).toBe(CLEAN);
  });
});
