import type { SealedEntry } from '../../audit/sealedEntry.ts';
import type { ExportedEntry } from './exported.ts';

/** The names of the columns, as the first line. */
export function csvHead(): string {
  return lineOf(COLUMNS.map(([title]) => title));
}

/**
 * One entry as a line of RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe: whoever
 * names a tool `=HYPERLINK(...)` must not have it run where the log is read.
 */
export function csvLine(entry: ExportedEntry): string {
  return lineOf(COLUMNS.map(([, cell]) => cell(entry)));
}

type Column = readonly [title: string, cell: (entry: ExportedEntry) => string];

const COLUMNS: readonly Column[] = [
  ['place', ({ place }) => place],
  ['record_id', ({ entry }) => entry.record_id],
  ['time', ({ entry }) => entry.timestamp],
  ['phase', ({ columns }) => columns.phase],
  ['agent', ({ columns }) => columns.agent],
  ['server', ({ columns }) => columns.server],
  ['session', ({ columns }) => columns.session],
  ['method', ({ entry }) => (entry.record_phase === 'concurrent' ? '' : entry.leash.method)],
  ['action', ({ columns }) => columns.action],
  ['resource', ({ entry }) => (entry.record_phase === 'pre_execution' ? (entry.action_detail.resource ?? '') : '')],
  ['effect', ({ columns }) => columns.effect],
  [
    'rules',
    ({ entry }) => decided(entry, ({ rules }) => rules.map(({ policy, rule }) => `${policy}/${rule}`).join(' ')),
  ],
  ['reason', ({ entry }) => decided(entry, ({ reason }) => reason)],
  ['obligations', ({ entry }) => decided(entry, ({ obligations }) => obligations.join(' '))],
  ['owasp', ({ entry }) => decided(entry, ({ owasp }) => owasp.join(' '))],
  ['mode', ({ entry }) => decided(entry, ({ mode }) => mode)],
  ['policy_set', ({ entry }) => decided(entry, ({ policy_set: set }) => set ?? '')],
  ['parent_record_id', ({ entry }) => entry.parent_record_id ?? ''],
  ['duration_ns', ({ entry }) => ended(entry, ({ duration_ns: ns }) => ns)],
  ['result_bytes', ({ entry }) => ended(entry, ({ result }) => result?.bytes ?? null)],
  ['error_code', ({ entry }) => ended(entry, ({ error_code: code }) => code)],
  ['detail', ({ entry }) => (entry.record_phase === 'concurrent' ? JSON.stringify(entry.action_detail.detail) : '')],
];

type Decided = Extract<SealedEntry, { record_phase: 'pre_execution' }>;
type Ended = Extract<SealedEntry, { record_phase: 'post_execution' }>;

function decided(entry: SealedEntry, of: (leash: Decided['leash']) => string): string {
  return entry.record_phase === 'pre_execution' ? of(entry.leash) : '';
}

function ended(entry: SealedEntry, of: (detail: Ended['action_detail']) => number | null): string {
  const value = entry.record_phase === 'post_execution' ? of(entry.action_detail) : null;
  return value === null ? '' : String(value);
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** What spreadsheets read as the start of a formula, the full-width forms included, and what they skip before one. */
const FORMULA = /^[\s\0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n\0]/u;
/** A number cannot act. */
const NUMBER = /^-?\d{1,20}$/;

function cellOf(text: string): string {
  const inert = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
