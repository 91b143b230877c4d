import type { Instant } from '../audit/entry.ts';
import type { Unkept } from '../pins/inspected.ts';
import type { Desk, EventOf } from './desk.ts';
import { onGreetingLookedAt } from './greeting.ts';
import { onLookedAt } from './lists.ts';
import type { HeldAnswer, PinDesk } from './pinDesk.ts';
import { noteInspected } from './pinNotes.ts';
import { printable } from '../jsonrpc/printable.ts';

/** Goes on with an answer of the server's that has been looked at. */
export function onInspected(desk: Desk, { ticket, found, at }: EventOf<'inspected'>): void {
  const { pins } = desk;
  const held = pins?.settle(ticket);
  if (pins === null || held === undefined) return;
  pins.inventory.replace(found.state);
  noteInspected(desk, pins, found, at);
  goOn(desk, pins, held, found.unkept, at);
}

/** INVARIANT: what cannot be looked at is withheld. */
export function onInspectFailed(desk: Desk, { ticket, error, at }: EventOf<'inspect-failed'>): void {
  const { pins } = desk;
  const held = pins?.settle(ticket);
  if (pins === null || held === undefined) return;
  goOn(desk, pins, held, { why: printable(error.message), harmless: new Set() }, at);
}

function goOn(desk: Desk, pins: PinDesk, held: HeldAnswer, unkept: Unkept | null, at: Instant): void {
  if (unkept !== null && pins.isNews('unkept', unkept.why)) {
    desk.out.warn(`what \`${desk.config.facts.server}\` lists cannot be kept: ${unkept.why}`);
  }
  if (held.kind === 'list') onLookedAt(desk, pins, held, unkept, at);
  else onGreetingLookedAt(desk, pins, held, unkept, at);
}

/** Puts other pins in force, and tells a client that was told to listen where that changes its lists. */
export function onPinsChanged(desk: Desk, { state }: EventOf<'pins-changed'>): void {
  const { pins } = desk;
  if (pins?.inventory.replace(state) !== true || !pins.hearsOfChanges) return;
  desk.out.answer('client', LIST_CHANGED, 0);
}

/** MCP, tools: list changed notification. */
const LIST_CHANGED = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
