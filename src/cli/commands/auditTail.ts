import { tailLog } from '../../app/auditTail.ts';
import { homeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { countOption, FILTER_OPTIONS, logFilter } from '../logFilter.ts';
import { LOG_COLUMNS, lineJson } from '../logLines.ts';

/** `leash audit tail`: entries of all proxies as they become durable. */
export const auditTail: LeashCommand = {
  usage: 'tail',
  summary: 'follow the log of all running proxies; Ctrl+C ends it',
  options: [...FILTER_OPTIONS, ['--last <count>', 'how many of the entries before come first (default: 10)']],
  examples: ['leash audit tail', 'leash audit tail --effect deny', 'leash audit tail --last 0 --json'],
  async run(invocation) {
    const { home, output, signal } = invocation;
    const filter = logFilter(invocation, Date.now());
    const last = countOption(invocation, 'last', 10);
    for await (const line of tailLog(homeAt(home), { filter, last, signal })) {
      if (output.isJson) output.json(lineJson(line));
      else {
        const cells = LOG_COLUMNS.map(({ cell, max, colour }) => {
          const text = printable(cell(line), max ?? 60);
          const chosen = colour?.(line) ?? null;
          return chosen === null ? text : output.paint(chosen, text);
        });
        output.line(cells.filter((text) => text !== '').join('  '));
      }
    }
    return EXIT.ok;
  },
};
