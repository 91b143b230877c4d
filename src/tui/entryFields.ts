import type { ShownEntry } from '../app/auditShow.ts';
import type { Field } from './fields.ts';
import { jsonLines } from './json.ts';
import type { Verification } from './model.ts';
import { bytesText, clockTime, duration, grouped } from './wording.ts';

/** What the log holds of a decision, beside what was told live. */
export function entryFields({ line, opened, outcomeOpened }: ShownEntry): readonly Field[] {
  const { entry, outcome } = line;
  if (entry?.record_phase !== 'pre_execution')
    return [['entry', 'its bytes are no decision: `leash audit verify`', 'bad']];
  const { obligations, errors, jsonrpc_id: id, mode, policy_set: set, cut } = entry.leash;
  const ended = outcome === null || outcome === 'unknown' ? null : outcome.action_detail;
  const code = ended?.error_code ?? null;
  return [
    ['request id', id === null ? '' : JSON.stringify(id)],
    ['mode', mode],
    ['policy set', set ?? 'none was asked'],
    ...obligations.map((each): Field => ['obligation', each]),
    ...errors.map((each): Field => ['error', each, 'bad']),
    ['answer code', code === null ? '' : String(code), 'bad'],
    ['answer', resultText(outcomeOpened)],
    ['cut', cut.map(({ field, bytes }) => `${field} (${bytesText(bytes)})`).join(', ')],
    ['unfitting', opened === null || opened.unmatched === 0 ? '' : `${grouped(opened.unmatched)} openings`, 'bad'],
  ];
}

/** The arguments as the kept openings reveal them, each under its path; what is hidden is said to be. */
export function argumentFields({ line, opened }: ShownEntry): readonly Field[] {
  const kept = line.entry?.record_phase === 'pre_execution' ? line.entry.leash.args : null;
  if (kept === null) return [['', 'none', 'dim']];
  if (kept.as === 'clear') return [['', kept.text]];
  if (opened === null) return [['', 'they cannot be read', 'bad']];
  const values = opened.opened.map(({ path, value, kind }): Field => {
    const text = jsonLines(value).join(' ');
    return [path === '' ? '/' : path, kind === 'hash' ? `hash only: ${text}` : text];
  });
  const hidden: Field = ['', `${grouped(opened.hidden)} withheld: a credential, or erased since`, 'warn'];
  return opened.hidden === 0 ? values : [...values, hidden];
}

/** What is known of an entry's being what was written. */
export function proofText({ line }: ShownEntry, verification: Verification | null): string {
  const { shard, seq } = line;
  if (verification === null) return 'not verified yet: screen 7, then v';
  if (verification.kind === 'running') return 'the log is being verified';
  if (verification.kind === 'failed') return `it could not be verified: ${verification.why}`;
  const { report, at } = verification;
  const finding = report.findings.find((each) => each.shard === shard);
  if (finding !== undefined) return `log ${shard} does not verify: ${finding.message}`;
  const found = report.logs.find((log) => log.slot === shard);
  if (found === undefined || seq >= found.report.entries)
    return 'written after the log was verified last: screen 7, then v';
  return `verified at ${clockTime(at)}, back to the root key`;
}

function resultText(opened: ShownEntry['outcomeOpened']): string {
  const value = opened?.opened.find(({ kind }) => kind === 'hash')?.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  const { bytes, sha256 } = value;
  return typeof bytes === 'number' && typeof sha256 === 'string' ? `${bytesText(bytes)}, salted sha256 ${sha256}` : '';
}

/** How a call ended, and how long it took. */
export function outcomeText({
  status,
  durationNs,
  bytes,
}: {
  readonly status: string;
  readonly durationNs: number;
  readonly bytes: number | null;
}): string {
  return [status, duration(durationNs), ...(bytes === null ? [] : [bytesText(bytes)])]
    .filter((text) => text !== '')
    .join(', ');
}
