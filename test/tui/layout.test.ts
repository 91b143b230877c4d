import { describe, expect, it } from 'vitest';
import { bodySize, FOOT_LINES, headLines } from '../../src/tui/layout.ts';
import { after, heldOf, holding, NOW, opened } from './support.ts';

describe('bodySize', () => {
  it('gives way to what must not be missed', () => {
    const quiet = opened();
    const held = after(quiet, holding(heldOf('h1')));
    const both = after(held, { type: 'looked', part: 'stopped', sight: { reason: '', at: NOW } });
    expect([quiet, held, both].map((state) => bodySize(state).rows)).toEqual([19, 18, 17]);
  });

  it('adds up to the terminal', () => {
    const state = opened();
    expect(headLines(state) + bodySize(state).rows + FOOT_LINES).toBe(24);
  });

  it('is never nothing', () => {
    expect(bodySize(opened({ columns: 1, rows: 1 })).rows).toBe(1);
  });
});
