import type { FleetGrant } from '../../app/control/fleet.ts';
import { table, type Column } from '../columns.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { fleetFor } from '../heldCalls.ts';
import { isoTime, localTime } from '../time.ts';

/** `leash approvals grants`: the answers that reach further than one call. */
export const approvalsGrants: LeashCommand = {
  usage: 'grants',
  summary: 'list the approvals that let further calls through',
  examples: ['leash approvals grants', 'leash approvals grants --json'],
  async run(invocation) {
    const { output } = invocation;
    const grants = await fleetFor(invocation).grants();
    if (output.isJson) {
      output.json({
        grants: grants.map((grant) => ({ ...grant, at: isoTime(grant.at), expiresAt: isoTime(grant.expiresAt) })),
      });
    } else if (grants.length === 0) output.line('no approval reaches further than its call');
    else for (const row of table(grants, COLUMNS, output.paint)) output.line(row);
    return EXIT.ok;
  },
};

const COLUMNS: readonly Column<FleetGrant>[] = [
  { title: 'id', cell: ({ id }) => id.slice(0, 12) },
  { title: 'agent', cell: ({ agent }) => agent, max: 24 },
  { title: 'server', cell: ({ server }) => server, max: 24 },
  { title: 'call', cell: ({ action, method }) => action ?? method, max: 32 },
  { title: 'reach', cell: ({ reach, pattern }) => (pattern === null ? reach : JSON.stringify(pattern)), max: 60 },
  { title: 'until', cell: ({ expiresAt }) => localTime(expiresAt) },
  { title: 'used', cell: ({ uses }) => String(uses) },
  { title: 'by', cell: ({ by }) => by, max: 20 },
];
