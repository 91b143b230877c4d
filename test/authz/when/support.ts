import type { Facts } from '../../../src/authz/request.ts';
import { readResource } from '../../../src/authz/resource.ts';
import type { WhenCondition, WhenOutcome } from '../../../src/authz/when/condition.ts';
import type { JsonObject } from '../../../src/jsonrpc/message.ts';
import { engines, requestOf } from '../../support/policyOf.ts';
import { REMOTE } from '../matchers/support.ts';

/** Compiles an expression, or gives its problems as `index: message`. */
export function compile(text: string): WhenCondition | string[] {
  const compiled = engines.when?.(text);
  if (compiled === undefined) throw new Error('no engine');
  return 'problems' in compiled ? compiled.problems.map(({ index, message }) => `${index}: ${message}`) : compiled;
}

interface Given {
  readonly args?: JsonObject;
  readonly context?: JsonObject;
  readonly facts?: Facts;
  readonly resource?: string;
  readonly action?: string | null;
}

/** What an expression says of a request. */
export function evaluate(
  text: string,
  { args = {}, context = {}, facts = {}, resource, action = 'read' }: Given = {},
): WhenOutcome {
  const compiled = compile(text);
  if (Array.isArray(compiled)) throw new Error(compiled.join('\n'));
  return compiled.test({
    request: requestOf({ args, context, facts, action, resource: resource ?? null }),
    resource: resource === undefined ? null : readResource(resource),
    environment: REMOTE,
  });
}

/** Only how it went. */
export function result(text: string, given: Given = {}): WhenOutcome['result'] {
  return evaluate(text, given).result;
}
