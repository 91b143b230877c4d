import type { Grade, ScanReport } from '../report.ts';
import { shown } from '../shown.ts';

/** Writes a report as GitHub-flavoured Markdown. Whatever a server wrote stands in code spans: nothing in it is read as markup. */
export function markdownOf(server: string, report: ScanReport): string {
  const lines = [
    `# Scan of ${span(server)}`,
    '',
    summaryOf(report),
    '',
    ...section('Tools', ['Tool', 'Risk', 'Effects', 'Egress', 'Secrets', 'Grade'], toolRows(report)),
    ...section('Findings', ['Grade', 'Tool', 'Rule', 'Where', 'What'], findingRows(report)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

const MAX_TEXT = 500;

function summaryOf({ server, tools }: ScanReport): string {
  const grades: readonly Grade[] = [server.grade, ...tools.map(({ grade }) => grade)];
  const count = (grade: Grade) => grades.filter((one) => one === grade).length;
  const high = tools.filter(({ risk }) => risk.level === 'high' || risk.level === 'critical').length;
  return `${tools.length} tools, ${high} of high or critical risk; ${count('block')} graded block, ${count('warn')} warn.`;
}

function toolRows({ tools }: ScanReport): readonly string[][] {
  return tools.map(({ name, grade, risk }) => [
    code(name),
    risk.level,
    risk.effects.join(', '),
    risk.egress,
    risk.credential ? 'yes' : 'no',
    grade,
  ]);
}

function findingRows({ server, tools }: ScanReport): readonly string[][] {
  const found = [
    ...server.findings.map((finding) => ({ finding, tool: 'the server' })),
    ...tools.flatMap(({ name, findings }) => findings.map((finding) => ({ finding, tool: code(name) }))),
  ];
  return found.map(({ finding: { grade, rule, at, message }, tool }) => [grade, tool, rule, code(at), code(message)]);
}

/** A heading with a table below it, or the word that there is nothing. */
export function section(title: string, columns: readonly string[], rows: readonly string[][]): readonly string[] {
  const head = [`## ${title}`, ''];
  if (rows.length === 0) return [...head, 'None.', ''];
  return [...head, lineOf(columns), lineOf(columns.map(() => '---')), ...rows.map(lineOf), ''];
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A code span in a cell: a pipe is escaped, which the table undoes. Backslashes come in pairs from `shown`: none escapes ours. */
export function code(text: string): string {
  return span(text).replaceAll('|', String.raw`\|`);
}

/** A code span: its fence is longer than any run of backticks inside. */
function span(text: string): string {
  if (text === '') return '*(empty)*';
  const line = shown(text, MAX_TEXT);
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  // A span that begins and ends with a space loses one of each.
  const isPadded = longest > 0 || line.startsWith(' ') || line.endsWith(' ');
  return isPadded ? `${fence} ${line} ${fence}` : fence + line + fence;
}
