import { parseArgs } from 'node:util';
import { scanServer, type Grade, type OtherServer, type ToolReport } from '../../scanner/index.ts';
import { readCorpus, type Corpus, type CorpusRow, type Tool } from './corpus.ts';
import { transformRows } from './transform.ts';

const CONTEXTS = ['none', 'own', 'other'] as const;
type Context = (typeof CONTEXTS)[number];

/** Prints how the scanner does on a folder of labelled tools. */
export function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'fill-schemas': { type: 'boolean', default: false },
      'neutral-names': { type: 'boolean', default: false },
      context: { type: 'string', default: 'other' },
      list: { type: 'string' },
    },
  });
  const folder = positionals[0];
  const context = CONTEXTS.find((one) => one === values.context);
  if (folder === undefined || context === undefined) {
    process.stderr.write(
      'usage: eval:scanner FOLDER [--fill-schemas] [--neutral-names] [--context none|own|other] [--list missed|false|FAMILY]\n',
    );
    return 2;
  }
  const transform = { fillSchemas: values['fill-schemas'], neutralNames: values['neutral-names'] };
  const corpus = readCorpus(folder);
  const changed: Corpus = {
    ...corpus,
    malicious: transformRows(corpus.malicious, transform),
    derived: transformRows(corpus.derived, transform),
    benign: transformRows(corpus.benign, transform),
    hardNegatives: transformRows(corpus.hardNegatives, transform),
  };
  process.stdout.write(
    `context: ${context}; schemas filled: ${transform.fillSchemas}; names neutral: ${transform.neutralNames}\n\n`,
  );
  recall('malicious', changed.malicious, context, values.list);
  recall('derived (coverage only)', changed.derived, 'none', undefined);
  falsePositives('benign', changed.benign, values.list);
  falsePositives('hard negatives', changed.hardNegatives, values.list);
  risk(corpus);
  rugPulls(corpus);
  return 0;
}

interface Judged {
  readonly row: CorpusRow;
  readonly report: ToolReport;
}

/** A tool among its neighbours: listed by the same server, or known of another one. */
function judge(row: CorpusRow, context: Context): ToolReport {
  const others = row.context.filter(({ name }) => name !== row.tool['name']);
  const otherServers =
    context === 'other' ? [{ name: 'neighbour', tools: row.context.map(({ name }) => ({ name: String(name) })) }] : [];
  return first(
    scanServer({ name: 'judged', tools: [row.tool, ...(context === 'own' ? others : [])] }, { otherServers }).tools,
  );
}

function recall(title: string, rows: readonly CorpusRow[], context: Context, list: string | undefined): void {
  const judged = rows.map((row): Judged => ({ row, report: judge(row, context) }));
  const families = groupBy(judged, ({ row }) => row.family);
  process.stdout.write(`${title}: ${rows.length} tools\n${head('family', 'tools', 'block', 'block or warn')}`);
  const shares: { block: number; any: number }[] = [];
  for (const [family, members] of [...families].sort(([a], [b]) => a.localeCompare(b))) {
    const block = share(members, ['block']);
    const any = share(members, ['block', 'warn']);
    shares.push({ block, any });
    process.stdout.write(line(family, members.length, percent(block), percent(any)));
    if (list === 'missed' || list === family)
      for (const { row, report } of members) if (list === family || !isSeen(report)) show(row, report);
  }
  const mean = (pick: (one: { block: number; any: number }) => number): number =>
    shares.reduce((sum, one) => sum + pick(one), 0) / Math.max(1, shares.length);
  process.stdout.write(
    line('macro average', rows.length, percent(mean(({ block }) => block)), percent(mean(({ any }) => any))),
  );
  process.stdout.write('\n');
}

function falsePositives(title: string, rows: readonly CorpusRow[], list: string | undefined): void {
  const servers = groupBy(rows, ({ server }) => server);
  const judged: Judged[] = [];
  let [blockedServers, warnedServers] = [0, 0];
  for (const [name, members] of servers) {
    const { tools } = scanServer(
      { name, tools: members.map(({ tool }) => tool) },
      { otherServers: neighbours(servers, name) },
    );
    if (tools.some(({ grade }) => grade === 'block')) blockedServers++;
    if (tools.some((report) => isSeen(report))) warnedServers++;
    for (const [index, row] of members.entries()) judged.push({ row, report: first(tools.slice(index)) });
  }
  process.stdout.write(
    `${title}: ${rows.length} tools of ${servers.size} servers\n${head('', 'of', 'block', 'block or warn')}`,
  );
  process.stdout.write(
    line('per tool', rows.length, percent(share(judged, ['block'])), percent(share(judged, ['block', 'warn']))),
  );
  process.stdout.write(
    line(
      'per server',
      servers.size,
      percent(blockedServers / Math.max(1, servers.size)),
      percent(warnedServers / Math.max(1, servers.size)),
    ),
  );
  if (list === 'false') for (const { row, report } of judged) if (isSeen(report)) show(row, report);
  process.stdout.write('\n');
}

/** Each server is scanned with one other real server beside it, as a home with two servers would have. */
function neighbours(servers: ReadonlyMap<string, readonly CorpusRow[]>, name: string): OtherServer[] {
  const all = [...servers.keys()].sort();
  const next = all[(all.indexOf(name) + 1) % all.length];
  if (next === undefined || next === name) return [];
  return [{ name: next, tools: (servers.get(next) ?? []).map(({ tool }) => ({ name: String(tool['name']) })) }];
}

function risk({ risk: labels, benign }: Corpus): void {
  const tools = new Map(benign.map((row): [string, Tool] => [row.id, row.tool]));
  const judged = labels.flatMap((label) => {
    const tool = tools.get(label.id);
    return tool === undefined ? [] : [{ label, risk: first(scanServer({ name: 'judged', tools: [tool] }).tools).risk }];
  });
  const right = (test: (one: (typeof judged)[number]) => boolean): string =>
    percent(judged.filter(test).length / Math.max(1, judged.length));
  const grave = judged.filter(({ label }) => label.primary === 'destructive' || label.primary === 'execute');
  const low = grave.filter(({ risk: { level } }) => level === 'low' || level === 'medium');
  process.stdout.write(`risk: ${judged.length} labelled tools\n`);
  process.stdout.write(
    `  primary effect right: ${right(({ label, risk: { primary } }) => label.primary === primary)}\n`,
  );
  process.stdout.write(`  egress right: ${right(({ label, risk: { egress } }) => label.egress === egress)}\n`);
  process.stdout.write(
    `  credential right: ${right(({ label, risk: { credential } }) => label.credential === credential)}\n`,
  );
  process.stdout.write(`  destructive or execute below high: ${low.length} of ${grave.length}\n\n`);
}

function rugPulls({ rugPulls: pairs }: Corpus): void {
  const seen = (tool: Tool): boolean => isSeen(first(scanServer({ name: 'judged', tools: [tool] }).tools));
  const changed = pairs.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after)).length;
  process.stdout.write(
    `rug pulls: ${pairs.length} pairs; definition differs: ${changed}; flagged before: ${pairs.filter(({ before }) => seen(before)).length}; flagged after: ${pairs.filter(({ after }) => seen(after)).length}\n`,
  );
}

function share(judged: readonly Judged[], grades: readonly Grade[]): number {
  return judged.filter(({ report: { grade } }) => grades.includes(grade)).length / Math.max(1, judged.length);
}

function isSeen({ grade }: ToolReport): boolean {
  return grade === 'block' || grade === 'warn';
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function first<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) throw new Error('the scanner gave no report');
  return item;
}

/** Data of others: shown as JSON, so that nothing in it reaches the terminal as it is. */
function show(row: CorpusRow, report: ToolReport): void {
  process.stdout.write(`    ${row.id} ${report.grade} ${row.detectableFrom} ${JSON.stringify(row.tool['name'])}\n`);
  for (const { rule, grade, at, message } of report.findings)
    if (grade !== 'info') process.stdout.write(`      ${grade} ${rule} ${at} ${JSON.stringify(message)}\n`);
}

function head(...cells: string[]): string {
  const [title = '', ...rest] = cells;
  return line(title, ...rest);
}

function line(first_: string | number, ...cells: (string | number)[]): string {
  return `  ${String(first_).padEnd(32)}${cells.map((cell) => String(cell).padStart(15)).join('')}\n`;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(2)} %`;
}
