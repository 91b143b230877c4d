import { batches } from '../../app/auditExport/batches.ts';
import { writeExport } from '../../app/auditExport/file.ts';
import { EXPORT_FORMATS } from '../../app/auditExport/formats.ts';
import { exportEntries } from '../../app/auditExport.ts';
import { homeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { textOption, wordOption, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { FILTER_OPTIONS, logFilter } from '../logFilter.ts';
import { period, PERIOD_OPTIONS } from '../period.ts';
import { progressBar } from '../progress.ts';

/** `leash audit export`: entries for other programs, oldest first; exit 3 where a part of the log could not be read. */
export const auditExport: LeashCommand = {
  usage: 'export',
  summary: 'write entries for other programs, oldest first: jsonl, csv, ocsf or aat',
  options: [
    ['--format <format>', 'jsonl (default), csv, ocsf (decisions only) or aat'],
    ['--out <file>', 'a new file that only you can read (default: stdout)'],
    ...FILTER_OPTIONS,
    ...PERIOD_OPTIONS,
  ],
  examples: [
    'leash audit export --since 7d > week.jsonl',
    'leash audit export --format csv --effect deny --out denials.csv',
    'leash audit export --format ocsf --server files --since 24h',
  ],
  async run(invocation) {
    const { output, signal } = invocation;
    const format = wordOption(invocation, 'format', EXPORT_FORMATS, 'jsonl');
    const file = textOption(invocation, 'out');
    const query = { ...logFilter(invocation), ...period(invocation, Date.now()) };
    const bar = progressBar(output, 'exporting');
    const onProgress = file === null ? undefined : bar.update;
    const texts = batches(exportEntries(homeAt(invocation.home), { ...query, onProgress }, format));
    if (file !== null) {
      await writeExport(file, texts).finally(bar.end);
      output.remark(`wrote ${printable(file, Infinity)}`);
      return EXIT.ok;
    }
    for await (const text of texts) {
      if (signal.aborted) break;
      // Lines end with their own breaks; the output adds the last one.
      output.text(text.endsWith('\n') ? text.slice(0, -1) : text);
      await output.drained();
    }
    return EXIT.ok;
  },
};
