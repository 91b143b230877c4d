import { describe, expect, it } from 'vitest';
import { rowFacts } from '../../src/audit/rowFacts.ts';
import type { EntryRow } from '../../src/audit/row.ts';
import { sampleLog } from './sampleLog.ts';

const row = sampleLog().rows[5] as EntryRow;

describe('rowFacts', () => {
  it('tells that an entry and the hash beside it fit', () => {
    const facts = rowFacts(row);
    expect(facts).toMatchObject({ row, leafMatches: true });
    expect(facts.recordId).toBe(facts.entry?.record_id);
  });

  it('tells that they do not', () => {
    expect(rowFacts({ ...row, bytes: row.bytes.replace('claude', 'mallory') })).toMatchObject({ leafMatches: false });
    expect(rowFacts({ ...row, nodes: row.nodes.slice(1) })).toMatchObject({ leafMatches: false });
    expect(rowFacts({ ...row, nodes: new Uint8Array(0) })).toMatchObject({ leafMatches: false });
  });

  it('has no entry and no id where the bytes are none', () => {
    expect(rowFacts({ ...row, bytes: '{}' })).toMatchObject({ entry: null, recordId: null });
  });
});
