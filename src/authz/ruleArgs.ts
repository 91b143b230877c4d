import type { JsonObject } from '../jsonrpc/message.ts';
import { isObject } from '../jsonrpc/value.ts';
import { type ArgEntry, argKeyProblem } from './matchers/args.ts';
import { quoted, readJson, refuse } from './matchers/operand.ts';
import { parseMatchers } from './matchers/table.ts';
import type { Shape } from './shape.ts';

/** The `args` of a rule: as they were written, and what each must match. */
export interface WrittenArgs {
  readonly written: JsonObject;
  readonly entries: readonly ArgEntry[];
}

/** A map of arguments to matchers. */
export const argsShape: Shape<WrittenArgs> = {
  schema: { type: 'object', minProperties: 1, additionalProperties: { $ref: '#/$defs/matcher' } },
  read(node, { report, regex }) {
    if (node.kind !== 'map' || node.entries.length === 0) {
      return refuse(node, report, 'a map of arguments and what each must be, such as `path: { under: ["/data"] }`');
    }
    const entries: ArgEntry[] = [];
    for (const { key, keyAt, value } of node.entries) {
      const problem = argKeyProblem(key);
      if (problem !== null) report(keyAt, `the argument ${quoted(key)} cannot be read: ${problem}`);
      const matcher = parseMatchers(value, report, { regex });
      if (matcher !== null) entries.push({ key, matcher });
    }
    const written = readJson(node, report)?.json;
    return isObject(written) ? { written, entries } : null;
  },
};
