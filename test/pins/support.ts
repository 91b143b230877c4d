import { createHash } from 'node:crypto';
import type { Grade } from '../../scanner/report.ts';
import { fingerprintTool } from '../../scanner/fingerprint.ts';
import type { JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';
import { takeIn, type Intake, type Taken } from '../../src/pins/intake.ts';
import { GradeBook } from '../../src/pins/gradeBook.ts';
import { Inventory } from '../../src/pins/inventory.ts';
import { readPage, type Listed } from '../../src/pins/page.ts';
import type { Definition, Identity, PinFile } from '../../src/pins/pin.ts';
import { pinStateOf, type PinState } from '../../src/pins/pinState.ts';
import { DEFAULT_PIN_SETTINGS, type PinSettings } from '../../src/pins/settings.ts';

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

export const HERE: Identity = { id: `sha256:${'a'.repeat(64)}`, label: 'npx some-server' };
export const ELSEWHERE: Identity = { id: `sha256:${'b'.repeat(64)}`, label: 'npx another-server' };

export const NOW = 1_760_000_000_000;

/** A tool as a server lists it. */
export function tool(name: string, description = `Does what ${name} does.`, more: JsonObject = {}): JsonObject {
  return { name, description, inputSchema: { type: 'object' }, ...more };
}

/** A tool as it is once the scanner has looked at it. */
export function seen(definition: JsonObject, grade: Grade = 'none'): Definition {
  const { full, content } = fingerprintTool(definition, hash);
  return {
    kind: 'tool',
    name: typeof definition['name'] === 'string' ? definition['name'] : '',
    fingerprint: full,
    content,
    grade,
    findings:
      grade === 'none' ? [] : [{ rule: 'secrecy', grade, at: '/description', message: 'forbids telling the user' }],
    risk: { level: 'low', effects: ['read'], primary: 'read', egress: 'none', credential: false, reasons: [] },
    definition,
  };
}

/** Instructions as they are once the scanner has looked at them. */
export function instructions(text: string, grade: Grade = 'none'): Definition {
  const [listed] = readPage('instructions', [text], hash);
  return {
    ...seen(tool(''), grade),
    kind: 'instructions',
    fingerprint: listed?.fingerprint ?? '',
    content: '',
    risk: null,
    definition: text,
  };
}

/** Takes definitions in, one list after the other, each complete. */
export function take(
  file: PinFile | null,
  definitions: readonly Definition[],
  over: Partial<Omit<Intake, 'settings'>> & { readonly settings?: Partial<PinSettings> } = {},
): Taken {
  const { settings, ...more } = over;
  return takeIn(file, 'srv', {
    identity: HERE,
    at: NOW,
    isLast: true,
    ...more,
    definitions,
    settings: { ...DEFAULT_PIN_SETTINGS, ...settings },
  });
}

export function stateOf(file: PinFile | null, settings: Partial<PinSettings> = {}, identity = HERE): PinState {
  return pinStateOf(file, identity, { ...DEFAULT_PIN_SETTINGS, ...settings });
}

export function inventoryOf(state: PinState, settings: Partial<PinSettings> = {}, grades = new GradeBook()): Inventory {
  return new Inventory({ settings: { ...DEFAULT_PIN_SETTINGS, ...settings }, state, grades });
}

/** A page of tools. */
export function page(...tools: readonly JsonValue[]): readonly Listed[] {
  return readPage('tool', tools, hash);
}
