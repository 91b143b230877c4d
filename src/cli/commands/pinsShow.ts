import { pinnedTools, type PinnedTool } from '../../app/pinnedTools.ts';
import { homeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { table, type Column } from '../columns.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { findingLines, GRADE_COLOURS } from '../findings.ts';
import type { Output } from '../output.ts';
import { isoTime, localTime } from '../time.ts';

/** `leash pins show`: what is known of a server, or all that one tool of it says. */
export const pinsShow: LeashCommand = {
  usage: 'show <server> [tool]',
  summary: 'show what is accepted of a server, or all that one tool says',
  examples: ['leash pins show filesystem', 'leash pins show filesystem read_file'],
  async run({ words: [server = '', tool = null], home, output }) {
    const tools = await pinnedTools(homeAt(home), server, tool);
    if (output.isJson) output.json(tools.map((each) => ({ ...each, at: isoTime(each.at) })));
    else if (tool === null) for (const line of table(tools, COLUMNS, output.paint)) output.line(line);
    else for (const each of tools) show(each, output);
    return EXIT.ok;
  },
};

const COLUMNS: readonly Column<PinnedTool>[] = [
  { title: 'tool', cell: ({ kind, name }) => (kind === 'tool' ? name : `(${kind})`) },
  { title: 'state', cell: ({ state }) => state, colour: ({ state }) => (state === 'waiting' ? 'yellow' : null) },
  { title: 'how', cell: ({ how }) => how },
  {
    title: 'risk',
    cell: ({ risk }) => risk?.level ?? '',
    colour: ({ risk }) => GRADE_COLOURS.get(risk?.level ?? '') ?? null,
  },
  { title: 'scanner', cell: ({ grade }) => grade, colour: ({ grade }) => GRADE_COLOURS.get(grade) ?? null },
  { title: 'since', cell: ({ at }) => localTime(at) },
  { title: 'server', cell: ({ started }) => started, max: 100 },
];

function show({ name, state, how, risk, findings, fingerprint, at, lines }: PinnedTool, { line, paint }: Output): void {
  line(`${paint('bold', printable(name, 128))} ${state} (${how}), ${localTime(at)}`);
  line(paint('dim', `sha256:${fingerprint}`));
  for (const text of lines) line(text);
  if (risk !== null) line(`    risk ${risk.level}: ${printable(risk.reasons.join('; '))}`);
  for (const text of findingLines(findings, paint)) line(`    ${text}`);
}
