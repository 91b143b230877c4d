import { fleetOf, type Fleet, type FleetCall } from '../app/control/fleet.ts';
import { isHashOfArguments } from '../app/heldArguments.ts';
import { ownHomeAt } from '../app/place.ts';
import { canonicalJson } from '../audit/canonical.ts';
import { LeashError } from '../errors.ts';
import { printable } from '../jsonrpc/printable.ts';
import { usageError, type Invocation } from './command.ts';
import type { Output } from './output.ts';

/** The live processes of the home that a command is about. */
export function fleetFor({ home }: Pick<Invocation, 'home'>): Fleet {
  return fleetOf(ownHomeAt(home));
}

/** The one held call whose id begins so. Throws `ERR_USAGE` where there is none, or are several. */
export async function heldCall(fleet: Fleet, id: string): Promise<FleetCall> {
  const found = (await fleet.approvals()).filter((call) => call.id.startsWith(id));
  const [call, ...others] = found;
  if (call === undefined || id.length < SHORTEST) {
    throw usageError(`no call with the id \`${id}\` waits any more; \`leash approvals list\` shows those that do`);
  }
  if (others.length > 0) throw usageError(`${found.length} calls have ids that begin with \`${id}\`: give more of it`);
  // What is shown is what is sent, whatever the process says.
  if (isHashOfArguments(call)) return call;
  throw new LeashError(
    'ERR_CONTROL_UNREACHABLE',
    `process \`${call.proxy}\` shows other arguments than it names: do not approve anything there`,
  );
}

const SHORTEST = 4;

/** How long a call still waits. */
export function timeLeft({ expiresAt }: Pick<FleetCall, 'expiresAt'>, now: number): string {
  return `${Math.max(0, Math.ceil((expiresAt - now) / 1000))} s`;
}

/** A held call in full. INVARIANT: nothing of the arguments is left out or hidden: what cannot be seen is spelled out. */
export function printCall(call: FleetCall, now: number, { line, paint }: Output): void {
  const field = (name: string, value: string): void => {
    if (value !== '') line(`${paint('dim', name.padEnd(WIDTH))}${printable(value, Infinity)}`);
  };
  field('id', call.id);
  field('agent', `${call.agent}${call.verified ? '' : '  (not verified: it merely says so)'}`);
  field('server', call.server);
  field('call', call.action === null ? call.method : `${call.action}  (${call.method})`);
  field('resource', call.resource ?? '');
  for (const [name, value] of argumentsOf(call)) field('argument', `${name} = ${value}`);
  if (call.args === null) field('argument', '(none)');
  field('asked by', call.rules.map(({ policy, rule }) => `${policy}/${rule}`).join(' '));
  field('because', call.reason);
  if (call.risk !== null) field('risk', `${call.risk.level}: ${call.risk.effects.join(', ')}`);
  field('owasp', call.owasp.join(' '));
  field('waits', `${timeLeft(call, now)} more, then it is denied`);
  field('may reach', call.reaches.join(', '));
}

const WIDTH = 'may reach'.length + 2;

function argumentsOf({ args }: FleetCall): readonly (readonly [string, string])[] {
  return Object.entries(args ?? {}).map(([name, value]) => [JSON.stringify(name), canonicalJson(value)]);
}
