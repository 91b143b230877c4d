import type { ServerListing } from '../../../scanner/report.ts';
import type { JsonValue } from '../../jsonrpc/message.ts';
import { isObject, member } from '../../jsonrpc/value.ts';

/** All that one server says of itself, as it said it. */
export interface Listing {
  readonly name: string;
  readonly instructions: string | null;
  readonly tools: readonly JsonValue[];
  readonly prompts: readonly JsonValue[];
  readonly resources: readonly JsonValue[];
  readonly resourceTemplates: readonly JsonValue[];
}

/** The lists of a listing, each asked for by a method of its own. */
export const LISTS = [
  { method: 'tools/list', member: 'tools' },
  { method: 'prompts/list', member: 'prompts' },
  { method: 'resources/list', member: 'resources' },
  { method: 'resources/templates/list', member: 'resourceTemplates' },
] as const;

/** Reads a recorded listing: a result of `tools/list`, with whatever else was recorded beside the tools. */
export function listingOf(name: string, value: JsonValue | undefined): Listing | null {
  const tools = member(value, 'tools');
  if (!isObject(value) || !Array.isArray(tools)) return null;
  const instructions = member(value, 'instructions');
  const list = (key: string): readonly JsonValue[] => {
    const found = member(value, key);
    return Array.isArray(found) ? found : [];
  };
  return {
    name,
    instructions: typeof instructions === 'string' ? instructions : null,
    tools,
    prompts: list('prompts'),
    resources: list('resources'),
    resourceTemplates: list('resourceTemplates'),
  };
}

/** The same as the scanner takes it. */
export function scannerListing({ instructions, ...listing }: Listing): ServerListing {
  return instructions === null ? listing : { ...listing, instructions };
}
