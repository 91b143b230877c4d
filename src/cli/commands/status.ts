import { homeAt } from '../../app/place.ts';
import type { FleetProxy } from '../../app/control/fleet.ts';
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

function forMachines({ logs, stopped, proxies, resident, ...found }: Status): object {
  return {
    ...found,
    resident: resident === null ? null : { pid: resident.pid, startedAt: isoTime(resident.startedAt) },
    logs: logs.map((log) => ({ ...log, last: isoTime(log.last) })),
    stopped: stopped === null ? null : { reason: stopped.reason, at: isoTime(stopped.at) },
    proxies: proxies.map(proxyJson),
  };
}

function proxyJson({ info, sessions, ...proxy }: FleetProxy): object {
  return {
    ...proxy,
    info: { ...info, startedAt: isoTime(info.startedAt) },
    sessions: sessions.map((each) => ({ ...each, startedAt: isoTime(each.startedAt) })),
    stopped: proxy.stopped !== null,
  };
}

const STATE_COLOURS = { running: 'green', idle: 'dim', missing: 'red' } as const;

const COLUMNS: readonly Column<Status['logs'][number]>[] = [
  { title: 'log', cell: ({ shard }) => shard },
  { title: 'state', cell: ({ state }) => state, colour: ({ state }) => STATE_COLOURS[state] },
  { title: 'entries', cell: ({ entries }) => (entries === null ? '' : String(entries)) },
  { title: 'last entry', cell: ({ last }) => (last === null ? '' : localTime(last)) },
  { title: 'last server', cell: ({ server }) => server ?? '' },
];

const PROXY_COLUMNS: readonly Column<FleetProxy>[] = [
  { title: 'process', cell: ({ info }) => String(info.pid) },
  { title: 'server', cell: ({ info }) => info.server ?? '(admin API)', max: 32 },
  { title: 'clients', cell: ({ info }) => (info.transport === 'none' ? '' : info.transport) },
  { title: 'sessions', cell: ({ sessionCount }) => String(sessionCount) },
  { title: 'allowed', cell: ({ counts }) => String(counts.allowed + counts.observed) },
  { title: 'denied', cell: ({ counts }) => String(counts.denied) },
  { title: 'held', cell: ({ held }) => String(held), colour: ({ held }) => (held > 0 ? 'yellow' : null) },
  {
    title: 'state',
    cell: ({ problem, stopped }) =>
      stopped !== null ? 'stopped' : problem === null ? 'in force' : 'denies everything',
    colour: ({ problem, stopped }) => (problem === null && stopped === null ? 'green' : 'red'),
  },
];

function print(found: Status, { line, paint }: Output): void {
  const field = (name: string, value: string): void => line(`${paint('dim', name.padEnd(10))}${value}`);
  field('home', `${printable(found.home)}${found.exists ? '' : ' (made when the first server runs behind leash-mcp)'}`);
  field('policies', policiesText(found, paint));
  field('root key', found.key ?? 'none yet');
  for (const problem of found.problems) field('problem', paint('red', printable(problem)));
  if (found.stopped !== null) {
    const why = found.stopped.reason === '' ? '' : `: ${printable(found.stopped.reason)}`;
    field('stopped', paint('red', `every call is denied${why} (\`leash resume-all\`)`));
  }
  if (found.resident !== null) {
    const { pid, startedAt } = found.resident;
    field('hooks', `answered by process ${pid}, since ${localTime(startedAt)} (\`leash hook --stop\` ends it)`);
  }
  for (const { id, why } of found.silent)
    field('silent', paint('red', `process ${id} does not answer: ${printable(why)}`));
  if (found.proxies.length > 0) {
    line();
    for (const row of table(found.proxies, PROXY_COLUMNS, paint)) line(row);
    const held = found.proxies.reduce((sum, proxy) => sum + proxy.held, 0);
    if (held > 0) line(paint('yellow', `${counted(held, 'call')} held for a person: \`leash approvals list\``));
  }
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
