import { listPinned, type PinnedRow } from '../../app/pinned.ts';
import { homeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { table, type Column } from '../columns.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { isoTime, localTime } from '../time.ts';

/** `leash pins list`: every server that is known, what is accepted of it and what waits. */
export const pinsList: LeashCommand = {
  usage: 'list',
  summary: 'list the servers that are known, what is accepted of each, and what waits',
  examples: ['leash pins list', 'leash pins list --json'],
  async run({ home, output }) {
    const rows = await listPinned(homeAt(home));
    if (output.isJson) output.json(rows.map((row) => ({ ...row, since: isoTime(row.since) })));
    else if (rows.length === 0) output.line('no server is known yet: the first that runs behind leash-mcp will be');
    else for (const line of table(rows, COLUMNS, output.paint)) output.line(line);
    for (const { server, problem } of rows) {
      if (problem !== null) output.remark(`${printable(server)}: ${printable(problem)}`);
    }
    return rows.some(({ problem }) => problem !== null) ? EXIT.environment : EXIT.ok;
  },
};

const COLUMNS: readonly Column<PinnedRow>[] = [
  { title: 'server', cell: ({ server }) => server, max: 64 },
  { title: 'tools', cell: ({ tools }) => String(tools) },
  {
    title: 'waiting',
    cell: ({ waiting }) => (waiting === 0 ? '' : String(waiting)),
    colour: ({ waiting }) => (waiting === 0 ? null : 'yellow'),
  },
  {
    title: 'state',
    cell: ({ trusted, problem }) => (problem !== null ? 'unreadable' : trusted ? 'accepted' : 'stranger'),
    colour: ({ trusted, problem }) => (problem !== null ? 'red' : trusted ? 'green' : 'yellow'),
  },
  { title: 'since', cell: ({ since }) => (since === null ? '' : localTime(since)) },
  { title: 'started as', cell: ({ started }) => started, max: 200 },
];
