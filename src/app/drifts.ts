import type { Drift } from '../../scanner/drift.ts';
import { driftLines } from '../../scanner/driftLines.ts';
import { diffTool } from '../../scanner/toolDiff.ts';
import { pinKey, type Pin, type ServerPins, type Waiting } from '../pins/pin.ts';

/** Shows what waits beside what was accepted, a line each; all that a server wrote is escaped. */
export function waitingLines({ pins }: Pick<ServerPins, 'pins'>, waiting: Waiting): readonly string[] {
  const before = pins.findLast((pin) => pinKey(pin) === pinKey(waiting));
  if (waiting.situation === 'renamed') {
    const renamed: Drift = { kind: 'renamed', from: waiting.from ?? '', to: waiting.name };
    return [...driftLines([renamed]), ...whole(waiting)];
  }
  return before === undefined ? whole(waiting) : changes(before, waiting);
}

/** Shows all of a definition, a member a line. */
export function whole({ definition, name, kind }: Pin | Waiting): readonly string[] {
  if (kind === 'instructions') return inner('instructions', { instructions: '' }, { instructions: definition });
  return inner(name, { name }, definition);
}

function changes(before: Pin, { definition, name, kind }: Waiting): readonly string[] {
  return kind === 'instructions'
    ? inner('instructions', { instructions: before.definition }, { instructions: definition })
    : inner(name, before.definition, definition);
}

/** Without the line that names the tool. */
function inner(name: string, before: unknown, after: unknown): readonly string[] {
  return driftLines([{ kind: 'changed', name, changes: diffTool(before, after) }]).slice(1);
}
