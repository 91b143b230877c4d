import { pinnedTools } from '../../app/pinnedTools.ts';
import { homeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { findingLines } from '../findings.ts';
import { isoTime } from '../time.ts';

/** `leash pins diff`: what waits beside what was accepted; exit 1 where something does. */
export const pinsDiff: LeashCommand = {
  usage: 'diff <server> [tool]',
  summary: 'show how what a server lists now differs from what was accepted',
  examples: ['leash pins diff filesystem', 'leash pins diff filesystem read_file --json'],
  async run({ words: [server = '', tool = null], home, output }) {
    const all = await pinnedTools(homeAt(home), server, tool);
    const waiting = all.filter(({ state }) => state === 'waiting');
    if (output.isJson) output.json(waiting.map((each) => ({ ...each, at: isoTime(each.at) })));
    else if (waiting.length === 0) output.line(`\`${printable(server)}\` is as it was accepted`);
    else {
      for (const { kind, name, how, lines, findings } of waiting) {
        output.line(`${output.paint('bold', kind === 'tool' ? printable(name, 128) : kind)} (${how})`);
        for (const line of [...lines, ...findingLines(findings, output.paint).map((text) => `    ${text}`)]) {
          output.line(line);
        }
      }
    }
    return waiting.length === 0 ? EXIT.ok : EXIT.finding;
  },
};
