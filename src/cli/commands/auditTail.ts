import { queryLog } from '../../app/auditQuery.ts';
import { tailLog } from '../../app/auditTail.ts';
import { homeAt } from '../../app/place.ts';
import { growingTable } from '../columns.ts';
import { countOption, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { FILTER_OPTIONS, logFilter } from '../logFilter.ts';
import { LOG_COLUMNS, lineJson, remarkUnreadable } from '../logLines.ts';

/** `leash audit tail`: entries of all proxies as they become durable. */
export const auditTail: LeashCommand = {
  usage: 'tail',
  summary: 'follow the log of all running proxies; Ctrl+C ends it',
  options: [...FILTER_OPTIONS, ['--last <count>', 'how many of the entries before come first (default: 10)']],
  examples: ['leash audit tail', 'leash audit tail --effect deny', 'leash audit tail --last 0 --json'],
  isEndless: true,
  async run(invocation) {
    const { output, signal } = invocation;
    const home = homeAt(invocation.home);
    const filter = logFilter(invocation);
    const last = countOption(invocation, 'last', 10);
    // Following goes on over what cannot be read, since it may be repaired; but not without a word.
    remarkUnreadable(output, (await queryLog(home, { limit: 0 })).unreadable);
    const show = growingTable(LOG_COLUMNS, output.paint);
    for await (const line of tailLog(home, { filter, last, signal })) {
      if (output.isJson) output.json(lineJson(line));
      else output.line(show(line));
    }
    return EXIT.ok;
  },
};
