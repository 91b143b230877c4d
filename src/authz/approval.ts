import type { RequireApproval } from './decision.ts';
import { type KeyTable, readFields, schemaOf } from './fields.ts';
import { refuse } from './matchers/operand.ts';
import { choiceShape, integerShape, listShape, type Shape } from './shape.ts';

/** `ask` of a rule: how a person is asked. */
export type RuleApproval = Omit<RequireApproval, 'type' | 'reason'>;

/** `{ timeout, remember }`. */
export const approvalShape: Shape<RuleApproval> = {
  get schema() {
    return { ...schemaOf(APPROVAL_KEYS), minProperties: 1 };
  },
  read(node, context) {
    if (node.kind === 'map' && node.entries.length === 0) return refuse(node, context.report, EXPECTED);
    const fields = readFields(node, APPROVAL_KEYS, context, EXPECTED);
    if (fields === null) return null;
    const seconds = fields.read('timeout');
    const remember = fields.read('remember');
    return {
      ...(seconds === null ? {} : { timeoutMs: seconds * 1000 }),
      ...(remember === null ? {} : { remember: [...new Set(remember)] }),
    };
  },
};

const EXPECTED = '`timeout`, `remember` or both';

const APPROVAL_KEYS = {
  timeout: {
    description: 'How long the call waits for a person, in seconds; then it is denied.',
    shape: integerShape(1, 86_400),
  },
  remember: {
    description:
      'How far one answer may reach: `once` for this call, `session` for the same call again in its session, `pattern` for calls whose arguments match globs.',
    shape: listShape('a list of `once`, `session` and `pattern`', choiceShape('reach', ['once', 'session', 'pattern'])),
  },
} as const satisfies KeyTable;
