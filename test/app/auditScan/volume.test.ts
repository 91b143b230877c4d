import { expect, it } from 'vitest';
import { Ledger } from '../../../src/app/auditScan/ledger.ts';
import { volumeDetector } from '../../../src/app/auditScan/volume.ts';
import type { OutcomeEntry } from '../../../src/audit/sealedEntry.ts';

const MIB = 1024 * 1024;

function outcome(bytes: number, minute: number, session: string): OutcomeEntry {
  return {
    action_detail: { duration_ns: 1, error_code: null, result: { bytes, sd: '' }, tool_name: 'query' },
    action_type: 'tool_response',
    agent_id: 'claude',
    leash: {
      cut: [],
      effect: 'success',
      method: 'tools/call',
      mono_ns: 0,
      note: null,
      parent: { seq: 0, shard: '00' },
      seq: minute,
      server: 'db',
      shard: '00',
      v: 1,
    },
    outcome: 'success',
    parent_record_id: null,
    prev_hash: '',
    record_id: `r${minute}`,
    record_phase: 'post_execution',
    session_id: session,
    timestamp: new Date(minute * 60_000).toISOString(),
  };
}

it.each<[string, OutcomeEntry[], number]>([
  ['at once', [outcome(100 * MIB, 0, 'a')], 1],
  ['within ten minutes', [outcome(60 * MIB, 0, 'a'), outcome(60 * MIB, 10, 'a')], 1],
  ['within eleven', [outcome(60 * MIB, 0, 'a'), outcome(60 * MIB, 11, 'a')], 0],
  ['of two sessions', [outcome(60 * MIB, 0, 'a'), outcome(60 * MIB, 1, 'b')], 0],
  ['again and again', [outcome(100 * MIB, 0, 'a'), outcome(100 * MIB, 1, 'a')], 2],
])('counts a hundred MiB %s', (_, entries, want) => {
  const ledger = new Ledger();
  const detector = volumeDetector(ledger);
  for (const entry of entries) detector.see('00', entry);
  expect(ledger.findings()[0]?.count ?? 0).toBe(want);
});
