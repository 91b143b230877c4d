import { describe, expect, it } from 'vitest';
import { rowOfDecision, rowOfLog, rowOfNote } from '../../src/tui/row.ts';
import { decisionOf, logLineOf, noteOf } from './support.ts';

describe('rowOfDecision', () => {
  it('keeps what a person reads, and cuts what is long', () => {
    const row = rowOfDecision(7, 'p1', decisionOf(1, { resource: 'x'.repeat(1_000_000), owasp: ['ASI01', 'ASI02'] }));
    expect(row).toMatchObject({ number: 7, proxy: 'p1', rules: ['team/reading'], owasp: 'ASI01 ASI02' });
    expect(row.resource).toHaveLength(401);
  });

  it('keeps few of many rules', () => {
    const rules = Array.from({ length: 5000 }, (_, i) => ({ policy: 'p', rule: String(i) }));
    expect(rowOfDecision(1, 'p1', decisionOf(1, { rules })).rules).toHaveLength(10);
  });
});

describe('rowOfNote', () => {
  it('says in a line what happened, without what is long', () => {
    const detail = { tool: 'read_file', count: 3, certificate: 'x'.repeat(200), nested: { a: 1 } };
    expect(rowOfNote(1, 'p1', noteOf(1, { detail }))).toMatchObject({
      effect: 'event',
      action: 'tool_drift',
      reason: 'tool=read_file count=3',
      place: null,
    });
  });
});

describe('rowOfLog', () => {
  it('reads a decision of the log as one that was told', () => {
    expect(rowOfLog(1, logLineOf(7, { effect: 'deny' }))).toMatchObject({
      place: '00:7',
      effect: 'deny',
      action: 'read_file',
      rules: ['team/reading'],
      recordNs: null,
    });
  });

  it('reads no line whose bytes cannot be read', () => {
    expect(rowOfLog(1, { ...logLineOf(7), entry: null })).toBeNull();
  });
});
