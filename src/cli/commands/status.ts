import { homeAt } from '../../app/place.ts';
import { statusOf, type Status } from '../../app/status.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { localTime, remarkUnreadable } from '../logLines.ts';
import { table, type Column } from '../output.ts';

const COLUMNS: readonly Column<Status['logs'][number]>[] = [
  { title: 'log', cell: ({ log }) => log },
  {
    title: 'state',
    cell: ({ running }) => (running ? 'running' : 'idle'),
    colour: ({ running }) => (running ? 'green' : 'dim'),
  },
  { title: 'entries', cell: ({ entries }) => String(entries) },
  { title: 'last entry', cell: ({ last }) => (last === null ? '' : localTime(last)) },
  { title: 'last server', cell: ({ server }) => server ?? '' },
];

/** `leash status`: the home, its policies and its logs, at a glance. */
export const status: LeashCommand = {
  usage: 'status',
  summary: 'show the home, its policies, its logs and which proxies run',
  examples: ['leash status', 'leash status --json'],
  async run({ home, output }) {
    const found = await statusOf(homeAt(home));
    remarkUnreadable(output, found.unreadable);
    const { folder, files, rules, problems } = found.policies;
    if (output.isJson) output.json(found);
    else {
      output.line(`${output.paint('dim', 'home     ')} ${found.home}`);
      const state =
        problems > 0 ? output.paint('red', `${problems} problems, see \`leash policy validate\``) : `${rules} rules`;
      const none = 'none: everything is denied; `leash policy show builtin:read-only` prints one to start with';
      output.line(
        `${output.paint('dim', 'policies ')} ${files === 0 && problems === 0 ? none : `${files} in ${folder}, ${state}`}`,
      );
      output.line(
        `${output.paint('dim', 'root key ')} ${found.key ?? 'none yet: made when the first server runs behind leash-mcp'}`,
      );
      output.line();
      if (found.logs.length === 0) output.line('no log yet');
      else for (const line of table(found.logs, COLUMNS, output.paint)) output.line(line);
    }
    if (found.unreadable.length > 0) return EXIT.environment;
    return problems > 0 ? EXIT.finding : EXIT.ok;
  },
};
