import type { JsonObject } from '../jsonrpc/message.ts';
import { schemaOf } from './fields.ts';
import { matcherSchema } from './matchers/schema.ts';
import { POLICY_KEYS } from './policyKeys.ts';
import { FULL_ONLY, SIMPLE_KEYS, SIMPLE_ONLY } from './simpleForm.ts';

/**
 * The JSON Schema of a policy, in either form, made of the tables that validate: what the parser accepts, it accepts.
 * Globs, conditions and what depends on other keys are for the parser alone.
 */
export function policyJsonSchema(): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Leash policy',
    description: 'What the tools of MCP servers may be used for, and what a person has to agree to.',
    if: { anyOf: SIMPLE_ONLY.map(requiring), not: { anyOf: FULL_ONLY.map(requiring) } },
    then: { $ref: '#/$defs/simpleForm' },
    else: { $ref: '#/$defs/fullForm' },
    $defs: { fullForm: schemaOf(POLICY_KEYS), simpleForm: schemaOf(SIMPLE_KEYS), matcher: matcherSchema() },
  };
}

function requiring(key: string): JsonObject {
  return { required: [key] };
}
