import type { ResultInspection } from '../authz/decision.ts';
import type { ResultReader } from '../inspect/reader.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import { dutyOf } from '../proxy/resultDuty.ts';

/** Where something was found in a result, and what kind of thing; what it says is nowhere in it. */
export interface FoundInResult {
  readonly what: string;
  /** JSON Pointer (RFC 6901). */
  readonly at: string;
}

/** A result that is no MCP message, as its caller may have it. */
export type LookedThroughResult = {
  readonly secrets: readonly FoundInResult[];
  readonly signs: readonly FoundInResult[];
} & (
  | { readonly kind: 'passed'; readonly value: JsonValue; readonly isChanged: boolean }
  /** `why` goes to a model: it quotes nothing of the result. */
  | { readonly kind: 'withheld'; readonly why: string }
);

/**
 * Looks through what a call returned as the rules that allowed it want. `reader` is null where nothing can read it: then
 * what should be looked through is withheld.
 */
export function lookThrough(
  value: JsonValue,
  inspections: readonly ResultInspection[],
  reader: ResultReader | null,
): LookedThroughResult {
  const duty = dutyOf(inspections);
  if (duty === null) return passed(value, false);
  const { secrets: onSecrets, injection: onInjection, maxBytes } = duty;
  if (maxBytes !== null && Buffer.byteLength(JSON.stringify(value)) > maxBytes) {
    return withheld(`it is longer than ${maxBytes} bytes`);
  }
  if (onSecrets === 'allow' && onInjection === 'allow') return passed(value, false);
  if (reader === null) return withheld('it could not be looked through');
  const redacted = onSecrets === 'allow' ? { value, redactions: [] } : reader.redact(value);
  const secrets = redacted.redactions.map(({ kind, at }) => ({ what: kind, at }));
  if (secrets.length > 0 && onSecrets === 'deny') {
    return withheld(`it holds what looks like a secret (${kinds(secrets)})`, secrets);
  }
  const read = onInjection === 'allow' ? [] : reader.readInjection(value);
  const signs = read.map(({ rule, at }) => ({ what: rule, at }));
  if (signs.length > 0 && onInjection === 'deny') {
    return withheld(`it holds what looks like instructions to the model (${kinds(signs)})`, secrets, signs);
  }
  return passed(redacted.value, secrets.length > 0, secrets, signs);
}

/** The same for whoever has no reader yet: it is loaded, since only those who need it should pay for it. */
export async function loadAndLookThrough(
  value: JsonValue,
  inspections: readonly ResultInspection[],
): Promise<LookedThroughResult> {
  const { RESULT_READER } = await import('../inspect/reader.ts');
  return lookThrough(value, inspections, RESULT_READER);
}

type Found = readonly FoundInResult[];

function passed(value: JsonValue, isChanged: boolean, secrets: Found = [], signs: Found = []): LookedThroughResult {
  return { kind: 'passed', value, isChanged, secrets, signs };
}

function withheld(why: string, secrets: Found = [], signs: Found = []): LookedThroughResult {
  return { kind: 'withheld', why, secrets, signs };
}

function kinds(found: Found): string {
  return [...new Set(found.map(({ what }) => what))].join(', ');
}
