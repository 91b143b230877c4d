import { homeAt } from '../../app/place.ts';
import { statusOf, type Status } from '../../app/status.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { table, type Column } from '../columns.ts';
import type { LeashCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exitCode.ts';
import { remarkUnreadable } from '../logLines.ts';
import type { Output, Paint } from '../output.ts';
import { isoTime, localTime } from '../time.ts';

/** `leash status`: the home, its policies and its logs, at a glance. */
export const status: LeashCommand = {
  usage: 'status',
  summary: 'show the home, its policies, its logs and which proxies run',
  examples: ['leash status', 'leash status --json'],
  async run({ home, output }) {
    const found = await statusOf(homeAt(home));
    remarkUnreadable(output, found.unreadable);
    if (output.isJson) output.json(forMachines(found));
    else print(found, output);
    return exitCodeOf(found);
  },
};

function exitCodeOf({ problems, logs, unreadable, policies }: Status): number {
  const isBroken = problems.length > 0 || unreadable.length > 0 || logs.some(({ state }) => state === 'missing');
  if (isBroken) return EXIT.environment;
  return policies.problems > 0 ? EXIT.finding : EXIT.ok;
}

function forMachines({ logs, ...found }: Status): object {
  return { ...found, logs: logs.map((log) => ({ ...log, last: isoTime(log.last) })) };
}

const STATE_COLOURS = { running: 'green', idle: 'dim', missing: 'red' } as const;

const COLUMNS: readonly Column<Status['logs'][number]>[] = [
  { title: 'log', cell: ({ shard }) => shard },
  { title: 'state', cell: ({ state }) => state, colour: ({ state }) => STATE_COLOURS[state] },
  { title: 'entries', cell: ({ entries }) => (entries === null ? '' : String(entries)) },
  { title: 'last entry', cell: ({ last }) => (last === null ? '' : localTime(last)) },
  { title: 'last server', cell: ({ server }) => server ?? '' },
];

function print(found: Status, { line, paint }: Output): void {
  const field = (name: string, value: string): void => line(`${paint('dim', name.padEnd(10))}${value}`);
  field('home', `${printable(found.home)}${found.exists ? '' : ' (made when the first server runs behind leash-mcp)'}`);
  field('policies', policiesText(found, paint));
  field('root key', found.key ?? 'none yet');
  for (const problem of found.problems) field('problem', paint('red', printable(problem)));
  line();
  if (found.logs.length === 0) line('no log yet');
  else for (const row of table(found.logs, COLUMNS, paint)) line(row);
  if (found.logs.some(({ state }) => state === 'missing')) {
    line(paint('red', 'a log is missing: `leash audit verify` tells more'));
  }
}

function policiesText({ policies: { folder, files, rules, problems } }: Status, paint: Paint): string {
  const where = printable(folder);
  if (problems > 0) return paint('red', `${counted(problems, 'problem')} in ${where}, see \`leash policy validate\``);
  if (files > 0) return `${counted(files, 'file')} in ${where}, ${counted(rules, 'rule')}`;
  return `none in ${where}: a proxy without --policy denies everything (\`leash policy add --help\`)`;
}
