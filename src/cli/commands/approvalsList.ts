import { table, type Column } from '../columns.ts';
import type { LeashCommand } from '../command.ts';
import type { FleetCall } from '../../app/control/fleet.ts';
import { EXIT } from '../exitCode.ts';
import { fleetFor, timeLeft } from '../heldCalls.ts';
import { isoTime } from '../time.ts';

/** `leash approvals list`: the calls that wait for a person. */
export const approvalsList: LeashCommand = {
  usage: 'list',
  summary: 'list the calls that wait for a person, in all live proxies',
  examples: ['leash approvals list', 'leash approvals list --json'],
  async run(invocation) {
    const { output } = invocation;
    const held = await fleetFor(invocation).approvals();
    if (output.isJson) {
      output.json({
        held: held.map((call) => ({ ...call, at: isoTime(call.at), expiresAt: isoTime(call.expiresAt) })),
      });
    } else if (held.length === 0) output.line('no call waits for a person');
    else {
      for (const row of table(held, columns(Date.now()), output.paint)) output.line(row);
      output.line(output.paint('dim', '`leash approvals show ID` shows one in full'));
    }
    return EXIT.ok;
  },
};

function columns(now: number): readonly Column<FleetCall>[] {
  return [
    { title: 'id', cell: ({ id }) => id.slice(0, 12) },
    { title: 'waits', cell: (call) => timeLeft(call, now) },
    { title: 'agent', cell: ({ agent }) => agent, max: 24 },
    { title: 'server', cell: ({ server }) => server, max: 24 },
    { title: 'call', cell: ({ action, method }) => action ?? method, max: 32 },
    {
      title: 'risk',
      cell: ({ risk }) => risk?.level ?? '',
      colour: ({ risk }) => (risk?.level === 'critical' || risk?.level === 'high' ? 'red' : null),
    },
    { title: 'arguments', cell: ({ args }) => (args === null ? '' : JSON.stringify(args)), max: 60 },
  ];
}
