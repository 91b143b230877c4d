import { describe, expect, it } from 'vitest';
import type { LogReport } from '../../src/app/auditVerify.ts';
import { argumentFields, entryFields, outcomeText, proofText } from '../../src/tui/entryFields.ts';
import { logLineOf, NOW, shownOf } from './support.ts';

/** A report of one log with so many entries; the rest of it is not looked at. */
function reportOf(entries: number, findings: LogReport['findings'] = []): LogReport {
  const given: unknown = [{ slot: '00', report: { entries } }];
  const logs = given as LogReport['logs'];
  return {
    status: findings.length === 0 ? 'verified' : 'tampered',
    rootKey: { vkey: null, source: 'home' },
    memory: '',
    remembered: true,
    logs,
    findings,
    gaps: [],
    entries,
    window: { entries: 0, since: null },
  };
}

const done = (report: LogReport) => ({ kind: 'done', at: NOW, report }) as const;

describe('proofText', () => {
  it.each([
    ['was verified', done(reportOf(8)), 'verified at'],
    ['came after', done(reportOf(7)), 'written after the log was verified last'],
    [
      'is in a log that does not verify',
      done(reportOf(8, [{ kind: 'bad-chain', shard: '00', seq: 1, recordId: null, message: 'torn' }])),
      'does not verify: torn',
    ],
    ['was never verified', null, 'not verified yet'],
    ['is being verified', { kind: 'running' }, 'is being verified'],
    ['could not be verified', { kind: 'failed', at: NOW, why: 'no key' }, 'no key'],
  ] as const)('says that an entry %s', (_, verification, text) => {
    expect(proofText(shownOf(7), verification)).toContain(text);
  });
});

describe('argumentFields', () => {
  const kept = (as: 'leaves' | 'clear' | null): ReturnType<typeof shownOf> => {
    const line = logLineOf(1);
    const { entry } = line;
    if (entry?.record_phase !== 'pre_execution') throw new Error('no decision');
    const args =
      as === null ? null : as === 'clear' ? ({ as, text: '{"a":1}' } as const) : ({ as, sd: ['x', 'y'] } as const);
    return shownOf(1, { line: { ...line, entry: { ...entry, leash: { ...entry.leash, args } } } });
  };

  it('shows what the openings reveal, and says what stays hidden', () => {
    const opened = { opened: [{ path: '/a', value: 'x\u202e', kind: 'value' }], hidden: 1, unmatched: 0 } as const;
    expect(argumentFields({ ...kept('leaves'), opened })).toEqual([
      ['/a', String.raw`"x\u{202e}"`],
      ['', '1 withheld: a credential, or erased since', 'warn'],
    ]);
  });

  it.each([
    ['there were none', kept(null), 'none'],
    ['they are kept in clear', kept('clear'), '{"a":1}'],
    ['nothing can be read', kept('leaves'), 'they cannot be read'],
  ])('says where %s', (_, shown, text) => {
    expect(argumentFields(shown)[0]?.[1]).toBe(text);
  });
});

describe('entryFields', () => {
  it('say what was asked of the proxy, and under which policies', () => {
    const fields = new Map(entryFields(shownOf(1)).map(([name, text]) => [name, text]));
    expect([fields.get('obligation'), fields.get('policy set'), fields.get('request id')]).toEqual([
      'require-approval',
      'sha256:1',
      '4',
    ]);
  });

  it('say where the bytes are no decision', () => {
    expect(entryFields(shownOf(1, { line: { ...logLineOf(1), entry: null } }))[0]?.[1]).toContain('no decision');
  });
});

describe('outcomeText', () => {
  it('says how it ended, how long it took and how much came back', () => {
    expect(outcomeText({ status: 'success', durationNs: 2e6, bytes: 1200 })).toBe('success, 2.0 ms, 1.2 kB');
    expect(outcomeText({ status: 'cancelled', durationNs: Number.NaN, bytes: null })).toBe('cancelled');
  });
});
