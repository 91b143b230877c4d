import type { ResultInspection } from './decision.ts';
import { type KeyTable, readFields, schemaOf } from './fields.ts';
import { refuse } from './matchers/operand.ts';
import { choiceShape, flagShape, integerShape, type Shape } from './shape.ts';

/** `result` of a rule: what is done about what a call brings back. */
export type ResultRule = Omit<ResultInspection, 'type' | 'rule'>;

/** `{ secrets, injection, max_bytes, taint }`; nothing is done about what is not named. */
export const resultShape: Shape<ResultRule> = {
  get schema() {
    return { ...schemaOf(RESULT_KEYS), minProperties: 1 };
  },
  read(node, context) {
    if (node.kind === 'map' && node.entries.length === 0) return refuse(node, context.report, EXPECTED);
    const fields = readFields(node, RESULT_KEYS, context, EXPECTED);
    if (fields === null) return null;
    return {
      secrets: fields.read('secrets') ?? 'allow',
      injection: fields.read('injection') ?? 'allow',
      maxBytes: fields.read('max_bytes'),
      taint: fields.read('taint') ?? false,
    };
  },
};

const EXPECTED = 'at least one of `secrets`, `injection`, `max_bytes` and `taint`';

const RESULT_KEYS = {
  secrets: {
    description:
      'Keys, tokens and passwords in the result: blanked out (`redact`), reason to withhold it (`deny`), or let through.',
    shape: choiceShape('treatment', ['redact', 'deny', 'allow']),
  },
  injection: {
    description:
      'Text that tries to instruct the model: recorded (`flag`), reason to withhold the result (`deny`), or let through.',
    shape: choiceShape('treatment', ['flag', 'deny', 'allow']),
  },
  max_bytes: {
    description: 'The longest result that is let through, in bytes.',
    shape: integerShape(1, Number.MAX_SAFE_INTEGER),
  },
  taint: {
    description:
      'Marks the session as tainted: it has read what nobody vouches for. Conditions see it as `session.tainted`.',
    shape: flagShape,
  },
} as const satisfies KeyTable;
