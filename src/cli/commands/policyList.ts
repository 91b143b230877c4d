import { homeAt } from '../../app/place.ts';
import { listPolicies, policySources, type PolicyRow } from '../../app/policies.ts';
import { table, type Column } from '../columns.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';

/** `leash policy list`: what is in force, in the order in which it is asked. */
export const policyList: LeashCommand = {
  usage: 'list [paths...]',
  summary: 'list the policies in force, highest priority first; or those of files, folders or builtin:NAME',
  examples: ['leash policy list', 'leash policy list builtin:read-only --json'],
  async run({ words, home, output }) {
    const rows = await listPolicies(policySources(homeAt(home), words));
    if (output.isJson) output.json(rows);
    else for (const line of table(rows, COLUMNS, output.paint)) output.line(line);
    return EXIT.ok;
  },
};

const COLUMNS: readonly Column<PolicyRow>[] = [
  { title: 'name', cell: ({ name }) => name },
  { title: 'mode', cell: ({ mode }) => mode, colour: ({ mode }) => (mode === 'observe' ? 'yellow' : null) },
  { title: 'priority', cell: ({ priority }) => String(priority) },
  { title: 'agents', cell: ({ agents }) => agents.join(' '), max: 30 },
  { title: 'servers', cell: ({ servers }) => servers.join(' '), max: 30 },
  { title: 'rules', cell: ({ rules }) => String(rules) },
  { title: 'file', cell: ({ builtin, file }) => (builtin ? 'built in' : file), max: 200 },
];
