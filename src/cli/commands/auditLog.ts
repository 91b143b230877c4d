import { queryLog } from '../../app/auditQuery.ts';
import { homeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { table } from '../columns.ts';
import { countOption, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { FILTER_OPTIONS, logFilter } from '../logFilter.ts';
import { LOG_COLUMNS, lineJson, remarkUnreadable } from '../logLines.ts';
import { period, PERIOD_OPTIONS } from '../period.ts';

/** `leash audit log`: the decisions, newest first, each with what became of it. */
export const auditLog: LeashCommand = {
  usage: 'log',
  summary: 'show decisions and events, newest first',
  options: [...FILTER_OPTIONS, ...PERIOD_OPTIONS, ['--limit <count>', 'how many at the most (default: 50)']],
  examples: [
    'leash audit log',
    'leash audit log --effect deny --since 24h',
    'leash audit log --server files --action write_file --limit 500 --json',
  ],
  async run(invocation) {
    const { output } = invocation;
    const home = homeAt(invocation.home);
    const query = {
      ...logFilter(invocation),
      ...period(invocation, Date.now()),
      limit: countOption(invocation, 'limit', 50),
    };
    const { lines, unreadable } = await queryLog(home, query);
    remarkUnreadable(output, unreadable);
    if (output.isJson) for (const line of lines) output.json(lineJson(line));
    else if (lines.length > 0) for (const line of table(lines, LOG_COLUMNS, output.paint)) output.line(line);
    else if (unreadable.length === 0) output.line(`no such entries in ${printable(home.audit)}`);
    return unreadable.length === 0 ? EXIT.ok : EXIT.environment;
  },
};
