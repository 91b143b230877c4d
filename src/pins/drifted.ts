import { printable } from '../jsonrpc/printable.ts';
import type { PinDrift } from './inspected.ts';
import type { Taken } from './intake.ts';
import { pinKey, type Definition, type Waiting } from './pin.ts';
import type { PinState } from './pinState.ts';

/** What differs from what was accepted before this was looked at. */
export function driftsOf(
  { pinned, waiting }: Taken,
  { pins }: PinState,
  changedFields: (before: Definition['definition'], after: Definition['definition']) => readonly string[],
): readonly PinDrift[] {
  const pinOf = (definition: Definition): Definition | undefined => pins.get(pinKey(definition))?.values().next().value;
  const accepted = pinned.flatMap((definition): readonly PinDrift[] => {
    const before = pinOf(definition);
    return before === undefined ? [] : [driftOf('changed', before, definition, true)];
  });
  const held = waiting.flatMap((definition): readonly PinDrift[] => {
    const { situation } = definition;
    const before = pinOf(definition);
    if (situation === 'changed' && before !== undefined) return [driftOf('changed', before, definition, false)];
    return situation === 'renamed' || situation === 'identity' ? [undrifted(situation, definition)] : [];
  });
  return [...accepted, ...held];

  function driftOf(kind: PinDrift['kind'], before: Definition, after: Definition, isAccepted: boolean): PinDrift {
    const fields = changedFields(before.definition, after.definition);
    return { kind, tool: after.name, before: before.fingerprint, after: after.fingerprint, fields, isAccepted };
  }
}

function undrifted(kind: 'renamed' | 'identity', { name, from, fingerprint }: Waiting): PinDrift {
  const fields = from === null ? [] : [`was \`${printable(from, 120)}\``];
  return { kind, tool: name, before: null, after: fingerprint, fields, isAccepted: false };
}
