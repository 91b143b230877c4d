import { expect, it } from 'vitest';
import type { AuditScanReport } from '../../src/app/auditScan.ts';
import { printAuditScan } from '../../src/cli/auditScanReport.ts';
import { outputOn } from '../../src/cli/output.ts';
import { FORMATS, type Format } from '../../src/cli/scanReport.ts';
import { call, found, observed } from '../app/auditScan/script.ts';
import { captured, expectHarmless, HOSTILE } from './home.ts';

async function printed(format: Format, over: Partial<AuditScanReport> = {}): Promise<string> {
  const hostile = `x${HOSTILE}\`|<b>`;
  const findings = await found([
    call('files/read_file', { path: '/w/.env' }),
    call('mail/send_email'),
    observed(`${hostile}/${hostile}`, {}, { agent: hostile }),
  ]);
  const { io, out } = captured();
  const integrity = { status: 'verified', entries: 9 } as const;
  const report = { integrity, entries: 3, from: 0, to: 1, findings, more: {}, notes: [], unreadable: [], ...over };
  printAuditScan(report, format, outputOn(io, format === 'json'));
  return out.join('');
}

it.each(FORMATS)('prints %s that no terminal obeys', async (format) => {
  const text = await printed(format);
  expectHarmless(text);
  expect(text).toContain('secret-then-send');
});

it('prints a table with the verdict on the log, what was found, and what to do', async () => {
  const text = await printed('table');
  expect(text).toMatch(/^severity +time +finding +times +agent +entries +what\n/);
  expect(text).toMatch(
    /\nhigh .* secret-then-send +1 +claude +00:0 00:1 +`files\/read_file`, then `mail\/send_email`\n/,
  );
  expect(text).toContain('Replace the secret');
  expect(text).toMatch(/\nlog: verified, 9 entries\n3 entries looked through, .*: 1 high, 1 medium, 1 low\n$/);
});

it('says so where nothing was found', async () => {
  expect(await printed('table', { findings: [], from: null, to: null })).toBe(
    'log: verified, 9 entries\n3 entries looked through: nothing was found\n',
  );
});

it('prints JSON with times that machines read', async () => {
  const json = JSON.parse(await printed('json')) as Record<string, unknown>;
  expect(json).toMatchObject({ integrity: { status: 'verified' }, from: '1970-01-01T00:00:00.000Z' });
});

it('keeps cells of Markdown apart, whatever a name holds', async () => {
  const rows = (await printed('markdown')).split('\n').filter((line) => /^\| (high|medium|low) /.test(line));
  expect(rows).toHaveLength(3);
  for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(9);
});
