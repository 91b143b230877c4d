import { describe, expect, it } from 'vitest';
import { createFindings } from '../../src/audit/finding.ts';

describe('createFindings', () => {
  it('sorts by position, those about the whole log last, and else as they came', () => {
    const findings = createFindings('07');
    findings.add('truncated', null, 'a');
    findings.add('edited', { seq: 9, recordId: 'id' }, 'b');
    findings.add('missing', { seq: 2, recordId: null }, 'c');
    findings.add('column-mismatch', { seq: 9, recordId: 'id' }, 'd');
    findings.add('forked', null, 'e');
    expect(
      findings
        .sorted()
        .map(({ message }) => message)
        .join(''),
    ).toBe('cbdae');
    expect(findings.sorted()[0]).toEqual({ kind: 'missing', shard: '07', seq: 2, recordId: null, message: 'c' });
  });

  it('keeps a hundred and counts all', () => {
    const findings = createFindings('00');
    for (let seq = 0; seq < 250; seq += 1) findings.add('edited', { seq, recordId: null }, 'edited');
    expect([findings.sorted().length, findings.count]).toEqual([100, 250]);
  });
});
