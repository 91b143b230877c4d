import { describe, expect, it } from 'vitest';
import type { EntryDraft } from '../../src/audit/entry.ts';
import { sealEntry } from '../../src/audit/seal.ts';
import { columnsOf } from '../../src/audit/sealedEntry.ts';
import type { Columns } from '../../src/audit/sealedEntry.ts';
import { counterBytes, decision, event, outcome, receiptOf } from './sampleLog.ts';

function columns(draft: EntryDraft): Columns {
  const context = { shard: '00', seq: 7, prevHash: '', note: null, args: 'committed' as const };
  return columnsOf(sealEntry(draft, { ...context, random: counterBytes() }).entry);
}

describe('columnsOf', () => {
  it('gives all columns of a decision', () => {
    expect(columns(decision(5))).toEqual({
      seq: 7,
      ts: Date.UTC(2026, 2, 1) + 5,
      phase: 'decision',
      agent: 'claude',
      server: 'filesystem',
      session: 'session-1',
      action: 'read_file',
      effect: 'allow',
      parent: null,
    });
  });

  it.each<[string, Parameters<typeof decision>[1], string]>([
    ['the tool', { action: 'tool', resource: 'file:///a' }, 'tool'],
    ['the URI, without a name', { action: null, resource: 'file:///a' }, 'file:///a'],
    ['the method, without either', { action: null, resource: null, method: 'logging/setLevel' }, 'logging/setLevel'],
  ])('names as the action of a decision %s', (_, over, action) => {
    expect(columns(decision(1, over)).action).toBe(action);
  });

  it('gives an outcome its decision’s index', () => {
    expect(columns(outcome(1, receiptOf(3, 'id')))).toMatchObject({
      phase: 'outcome',
      effect: 'success',
      parent: 3,
      action: 'read_file',
    });
    expect(columns(outcome(1, receiptOf(3, 'id'), { action: null, method: 'ping' })).action).toBe('ping');
  });

  it('gives no index to an outcome whose decision stands in another shard', () => {
    expect(columns(outcome(1, receiptOf(3, 'id', '01'))).parent).toBeNull();
  });

  it('gives an event its name', () => {
    expect(columns(event(1, 'session_end', {}))).toMatchObject({
      phase: 'event',
      action: 'session_end',
      effect: 'event',
      parent: null,
    });
  });
});
