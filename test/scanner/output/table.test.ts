import { describe, expect, it } from 'vitest';
import { HIDDEN } from '../../../scanner/hidden.ts';
import { findingCells, toolCells } from '../../../scanner/output/table.ts';
import { HOSTILE, REPORT } from './sample.ts';

describe('toolCells', () => {
  it('has a row for each tool, in order, with nothing where there is nothing to say', () => {
    expect(toolCells(REPORT)).toMatchObject([
      { risk: 'high', effects: 'destructive, read', egress: 'open', secrets: 'yes', grade: 'block', findings: '2' },
      { tool: 'read_page', risk: 'low', effects: 'read', egress: '', secrets: '', grade: '', findings: '' },
    ]);
  });

  it('shows a tool that has no name', () => {
    const [tool] = REPORT.tools;
    expect(toolCells({ ...REPORT, tools: tool === undefined ? [] : [{ ...tool, name: '' }] })).toMatchObject([
      { tool: '(no name)' },
    ]);
  });
});

describe('findingCells', () => {
  it('lists what belongs to the server before what belongs to tools', () => {
    expect(findingCells(REPORT).map(({ rule, grade, tool }) => [rule, grade, tool === ''])).toEqual([
      ['secrecy', 'warn', true],
      ['hidden-text', 'block', false],
      ['hidden-text', 'info', false],
    ]);
  });

  it('has no cell that a terminal would obey', () => {
    const cells = [...toolCells(REPORT), ...findingCells(REPORT)].flatMap((row) => Object.values(row).map(String));
    expect(HIDDEN.test(HOSTILE)).toBe(true);
    expect(cells.filter((cell) => HIDDEN.test(cell))).toEqual([]);
  });
});
