import { listPolicies, policySources } from '../../app/policies.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { table } from '../output.ts';

/** `leash policy list`: what is in force, in the order in which it is asked. */
export const policyList: LeashCommand = {
  usage: 'list [paths...]',
  summary: 'list the policies in force, highest priority first',
  examples: ['leash policy list', 'leash policy list builtin:read-only --json'],
  async run({ words, home, output }) {
    const rows = await listPolicies(policySources(home, words));
    if (output.isJson) output.json(rows);
    else {
      const columns = [
        { title: 'name', cell: (row: (typeof rows)[number]) => row.name },
        { title: 'mode', cell: (row: (typeof rows)[number]) => row.mode },
        { title: 'priority', cell: (row: (typeof rows)[number]) => String(row.priority) },
        { title: 'agents', cell: (row: (typeof rows)[number]) => row.agents.join(' '), max: 30 },
        { title: 'servers', cell: (row: (typeof rows)[number]) => row.servers.join(' '), max: 30 },
        { title: 'rules', cell: (row: (typeof rows)[number]) => String(row.rules) },
        { title: 'file', cell: (row: (typeof rows)[number]) => (row.builtin ? 'built in' : row.file), max: 200 },
      ];
      for (const line of table(rows, columns, output.paint)) output.line(line);
    }
    return EXIT.ok;
  },
};
