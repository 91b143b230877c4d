import { beforeAll, describe, expect, it } from 'vitest';

import { verifyLog, type LogReport } from '../../src/app/auditVerify.ts';
import { outputOn } from '../../src/cli/output.ts';
import { printReport } from '../../src/cli/verifyReport.ts';
import { captured, expectHarmless, filledHome, HOSTILE } from './home.ts';

let sound: LogReport;
beforeAll(async () => {
  sound = await verifyLog({ home: await filledHome(), key: null, checkpoints: null });
});

function printed(over: Partial<LogReport>, isStrict = false): string {
  const { io, out } = captured();
  printReport({ ...sound, ...over }, isStrict, outputOn(io, false));
  return out.join('');
}

const FINDING = { kind: 'edited', shard: '00', seq: 4, recordId: 'id-4', message: 'it was changed' } as const;
const GAP = { shard: '07', message: 'log 07 is missing: it had 3 entries' };

describe('printReport', () => {
  it('begins with what is wrong, each with its kind, its place and its id', () => {
    const text = printed({ status: 'tampered', findings: [FINDING, { ...FINDING, seq: null, recordId: null }] });
    expect(text.split('\n').slice(0, 3)).toEqual([
      'EDITED 00:4 (id-4): it was changed',
      'EDITED log 00: it was changed',
      '',
    ]);
    expect(text).toContain('\ntampered: 2 findings\n');
  });

  it('lists logs that could not be read beside those that could', () => {
    const text = printed({ status: 'incomplete', gaps: [GAP] });
    expect(text).toMatch(/^MISSING log 07 is missing: it had 3 entries\n\n/);
    expect(text).toMatch(/^00 +verified .*\n07 +unverified$/m);
    const worse = printed({ status: 'tampered', gaps: [GAP], findings: [{ ...FINDING, shard: '07', seq: null }] });
    expect(worse).toMatch(/^07 +tampered$/m);
  });

  it('does not take a gap of no one log for a log', () => {
    const text = printed({ status: 'incomplete', gaps: [{ shard: null, message: 'the memory is damaged' }] });
    expect(text).toContain('MISSING the memory is damaged');
    expect(text).not.toContain('unverified\n');
  });

  it('promises nothing that was not done', () => {
    expect(printed({ remembered: true })).toContain('what was seen is remembered in');
    expect(printed({ remembered: false })).not.toContain('remembered in');
  });

  it.each([
    [{ entries: 0, since: null }, 'kept checkpoints cover all of it'],
    [{ entries: 1, since: null }, 'not covered by a kept checkpoint: 1 entry; they could be cut off unseen'],
  ])('always says how far nobody else could prove it (%j)', (window, want) => {
    expect(printed({ window })).toContain(want);
  });

  it('says with --strict that unanchored entries are not enough', () => {
    expect(printed({}, true)).toContain('not all anchored (--strict)');
    expect(printed({}, false)).not.toContain('--strict');
    expect(printed({ window: { entries: 0, since: null } }, true)).not.toContain('--strict');
  });

  it.each(['given', 'remembered', 'home', 'log'] as const)('says where the root key comes from: %s', (source) => {
    const lines = printed({ rootKey: { vkey: 'root+key', source } }).split('\n');
    expect(lines.find((line) => line.startsWith('root key: root+key ('))).toBeDefined();
  });

  it('fits 80 columns as a table', () => {
    const rows = printed({}).split('\n').slice(0, 3);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(80);
  });

  it('escapes foreign text wherever it stands', () => {
    const [log] = sound.logs;
    if (log === undefined) throw new Error('no log was verified');
    const text = printed({
      status: 'tampered',
      findings: [{ ...FINDING, shard: HOSTILE, recordId: HOSTILE, message: HOSTILE }],
      gaps: [{ shard: HOSTILE, message: HOSTILE }],
      rootKey: { vkey: HOSTILE, source: 'log' },
      memory: HOSTILE,
      logs: [{ ...log, slot: HOSTILE, headless: true, report: { ...log.report, more: 3 } }],
    });
    expect(text).toContain('red');
    expectHarmless(text);
  });
});
