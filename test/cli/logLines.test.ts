import { beforeAll, describe, expect, it } from 'vitest';

import type { LogLine } from '../../src/app/auditLine.ts';
import { queryLog } from '../../src/app/auditQuery.ts';
import { showEntry } from '../../src/app/auditShow.ts';
import { growingTable } from '../../src/cli/columns.ts';
import { LOG_COLUMNS, lineJson, outcomeText, remarkUnreadable } from '../../src/cli/logLines.ts';
import { outputOn } from '../../src/cli/output.ts';
import { captured, expectHarmless, filledHome, HOSTILE } from './home.ts';

let lines: ReadonlyMap<number, LogLine>;
beforeAll(async () => {
  const home = await filledHome();
  const found = (await queryLog(home, { limit: 100 })).lines.map((line) => [line.seq, line] as const);
  const outcome = await showEntry(home, '00:3');
  if (outcome.kind !== 'found') throw new Error('the outcome is not there');
  lines = new Map([...found, [3, outcome.shown.line]]);
});

function line(seq: number): LogLine {
  const found = lines.get(seq);
  if (found === undefined) throw new Error(`there is no line ${seq}`);
  return found;
}

const cells = (one: LogLine) => Object.fromEntries(LOG_COLUMNS.map(({ title, cell }) => [title, cell(one)]));

describe('the columns of the log', () => {
  it.each([
    [2, { effect: 'allow', action: 'read_file', outcome: 'success', 'rule or reason': 'team/reads' }],
    [3, { effect: 'outcome', action: 'read_file', outcome: 'success', 'rule or reason': 'of 00:2' }],
    [4, { effect: 'deny', action: 'write_file', outcome: '', 'rule or reason': 'nothing allows writing' }],
    [7, { effect: 'allow', action: 'file:///data/b.txt', outcome: 'unknown' }],
    [1, { effect: 'event', action: 'session_start', outcome: '', 'rule or reason': 'mode=enforce version=0.1.0' }],
  ])('of entry %i', (seq, want) => {
    expect(cells(line(seq))).toMatchObject({ entry: `00:${seq}`, agent: 'claude', ...want });
  });

  it('leave the certificate and the key of a log to `show`', () => {
    const { 'rule or reason': why } = cells(line(0));
    expect(why).toMatch(/^durability=full origin=leash\/[0-9a-f]{16}\/00$/);
  });

  it('show what is left of an entry whose bytes are none', () => {
    expect(cells({ ...line(2), entry: null, outcome: 'unknown' })).toMatchObject({
      effect: 'allow',
      outcome: 'unknown',
      'rule or reason': '',
    });
  });

  it.each([
    ['allow', '32'],
    ['deny', '31'],
    ['observe_deny', '33'],
    ['event', '2'],
    ['toString', '2'],
  ])('paint %s', (effect, code) => {
    const { paint } = outputOn(captured({ outColumns: 80 }).io, false);
    const text = growingTable(LOG_COLUMNS, paint)({ ...line(2), effect });
    expect(text).toContain(`\u001b[${code}m${effect}`);
  });

  it('escape foreign text', () => {
    const { paint } = outputOn(captured().io, false);
    expectHarmless(growingTable(LOG_COLUMNS, paint)(line(6)));
  });
});

describe('lineJson', () => {
  it('is flat, with the whole entry beside it', () => {
    expect(lineJson(line(4))).toMatchObject({
      id: line(4).entry?.record_id,
      shard: '00',
      seq: 4,
      phase: 'decision',
      effect: 'deny',
      reason: 'nothing allows writing',
      rules: [],
      outcome: null,
      parent: null,
      entry: line(4).entry,
    });
    expect(lineJson(line(3))).toMatchObject({ phase: 'outcome', outcome: 'success', parent: 2, reason: null });
    expect(lineJson(line(6))).toMatchObject({ agent: HOSTILE, reason: HOSTILE });
  });

  it('says null of what cannot be read, a time that is none too', () => {
    expect(lineJson({ ...line(2), entry: null, ts: -9e15 })).toMatchObject({
      id: null,
      time: null,
      reason: null,
      rules: [],
      entry: null,
    });
  });
});

describe('outcomeText', () => {
  it('never says of a call without an outcome that it went well', () => {
    expect(outcomeText(line(7))).toBe('unknown');
    expect(outcomeText(line(4))).toBe('');
    expect(outcomeText(line(2))).toBe('success');
  });
});

describe('remarkUnreadable', () => {
  it('names each log on stderr, with the reason escaped', () => {
    const { io, out, err } = captured();
    remarkUnreadable(outputOn(io, true), [
      { shard: '00', why: HOSTILE },
      { shard: '07', why: 'locked' },
    ]);
    expect(out).toEqual([]);
    expect(err).toHaveLength(2);
    expect(err[1]).toBe('leash: log 07 cannot be read (locked); `leash audit verify` tells more\n');
    expectHarmless(err.join(''));
  });
});
