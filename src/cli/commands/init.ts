import { homeAt, ownHomeAt } from '../../app/place.ts';
import type { StarterOutcome, SurveyRow } from '../../app/init.ts';
import type { ScannedServer, UnscannedServer } from '../../app/scan/scan.ts';
import type { FilePlan } from '../../app/wrap.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { carryOut } from '../carryOut.ts';
import { table, type Column } from '../columns.ts';
import { countOption, flag, type Invocation, type LeashCommand } from '../command.ts';
import { confirm } from '../confirm.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exitCode.ts';
import { plansForMachines } from '../filePlans.ts';
import { painted } from '../findings.ts';
import type { Output } from '../output.ts';
import { progressBar } from '../progress.ts';
import { VERSION } from '../version.ts';
import { chosenFiles, launchWords } from './wrap.ts';

/** `leash init`: from nothing to servers behind Leash, a step at a time. */
export const init: LeashCommand = {
  usage: 'init',
  summary: 'find your clients and servers, write starter policies, and put Leash before the servers',
  options: [
    ['--yes', 'take every step without a question'],
    ['--dry-run', 'say what there is to do, and do nothing'],
    ['--no-scan', 'start no server, and write no policies'],
    ['--observe', 'let everything through at first, and record what would have been denied'],
    ['--npx', 'start it by way of npx, and not by absolute paths'],
    ['--timeout <seconds>', 'how long an answer may take in a scan (default: 60)'],
  ],
  examples: ['leash init', 'leash init --dry-run', 'leash init --yes --no-scan'],
  async run(invocation) {
    const { output } = invocation;
    const { surveyOf } = await import('../../app/init.ts');
    const { planWrap } = await import('../../app/wrap.ts');
    const chosen = await chosenFiles(invocation);
    const rows = surveyOf(chosen.files);
    if (!output.isJson) showSurvey(invocation, rows);
    const words = await launchWords(invocation);
    const plans = chosen.files.map((found) => planWrap(found, { ...words, isMeant: chosen.isMeant }));
    const undertaking = { plans, unreadable: chosen.unreadable, verb: 'wrap', done: 'behind Leash' } as const;
    if (isOnlySaying(invocation)) return say(invocation, rows, plans);
    if (rows.length === 0) return carryOut(invocation, undertaking);
    const found = (await isStepWanted(invocation, scanQuestion(rows))) ? await scan(invocation, chosen.files) : null;
    const policies = found === null ? [] : await starters(invocation, found.scanned);
    return carryOut(invocation, { ...undertaking, besides: { policies, unscanned: found?.unscanned ?? [] } });
  },
};

/** With nobody to ask, nothing is done that was not asked for. */
function isOnlySaying(invocation: Invocation): boolean {
  if (flag(invocation, 'dryRun')) return true;
  return !flag(invocation, 'yes') && (invocation.output.isJson || !process.stdin.isTTY);
}

function say(invocation: Invocation, rows: readonly SurveyRow[], plans: readonly FilePlan[]): number {
  const { output } = invocation;
  const changes = plans.flatMap(({ servers }) => servers.filter(({ outcome }) => outcome === 'changed')).length;
  if (output.isJson) output.json({ changed: false, servers: rows, plans: plansForMachines(plans) });
  else if (rows.length > 0) {
    const scanning =
      invocation.options['scan'] === false ? '' : 'scan each server, write a starter policy for it, and ';
    output.line(
      `\`leash init --yes\` would ${scanning}put Leash before ${counted(changes, 'server')}; nothing was done`,
    );
  }
  return EXIT.ok;
}

const COLUMNS: readonly Column<SurveyRow>[] = [
  { title: 'client', cell: ({ client }) => client },
  { title: 'server', cell: ({ server }) => server, max: 30 },
  {
    title: 'state',
    cell: ({ state }) => state,
    colour: ({ state }) => (state === 'behind Leash' ? 'green' : 'yellow'),
  },
  { title: 'runs', cell: ({ how }) => how, max: 70 },
];

function showSurvey({ output }: Invocation, rows: readonly SurveyRow[]): void {
  for (const each of rows.length === 0 ? [] : table(rows, COLUMNS, output.paint)) output.line(each);
  if (rows.length > 0) output.line();
}

function scanQuestion(rows: readonly SurveyRow[]): string {
  return `scan ${counted(rows.length, 'server')} and write starter policies? Each is started once, as its client does`;
}

async function isStepWanted(invocation: Invocation, question: string): Promise<boolean> {
  if (invocation.options['scan'] === false) return false;
  if (flag(invocation, 'yes')) return true;
  return (await confirm(question, { input: process.stdin, output: process.stderr }, invocation.signal)) === true;
}

interface Scanned {
  readonly scanned: readonly ScannedServer[];
  readonly unscanned: readonly UnscannedServer[];
}

async function scan(invocation: Invocation, files: readonly FilePlan['found'][]): Promise<Scanned> {
  const { output } = invocation;
  const { scanFound } = await import('../../app/init.ts');
  const bar = progressBar(output, 'scanning');
  const found = await scanFound({
    home: homeAt(invocation.home),
    files,
    version: VERSION,
    timeoutMs: countOption(invocation, 'timeout', 60) * 1000,
    env: process.env,
    onProgress: bar.update,
  }).finally(bar.end);
  if (!output.isJson) {
    for (const { name, report } of found.scanned) {
      output.line(`${printable(name)}: ${counted(report.tools.length, 'tool')}, ${findingsText(report, output)}`);
    }
  }
  for (const { name, why } of found.unscanned)
    output.remark(`\`${printable(name)}\` was not scanned: ${printable(why)}`);
  return found;
}

function findingsText({ server, tools }: ScannedServer['report'], { paint }: Output): string {
  const grades = [server.grade, ...tools.map(({ grade }) => grade)];
  const gravest = (['block', 'warn', 'info'] as const).find((grade) => grades.includes(grade));
  return gravest === undefined ? paint('green', 'nothing found') : `findings up to ${painted(gravest, paint)}`;
}

async function starters(invocation: Invocation, scanned: readonly ScannedServer[]): Promise<readonly StarterOutcome[]> {
  const { output } = invocation;
  const { writeStarters } = await import('../../app/init.ts');
  const outcomes = await writeStarters(ownHomeAt(invocation.home), scanned, 'ask');
  for (const { server, file, why } of outcomes) {
    if (file === null)
      output.remark(`no starter policy for \`${printable(server)}\`: ${printable(why ?? '', Infinity)}`);
    else if (!output.isJson) output.line(`wrote ${printable(file, Infinity)}`);
  }
  if (!output.isJson) output.line();
  return outcomes;
}
