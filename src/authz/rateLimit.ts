import type { RateLimit } from './decision.ts';
import { type KeyTable, readFields, schemaOf } from './fields.ts';
import { refuse } from './matchers/operand.ts';
import { choiceShape, integerShape, type Shape } from './shape.ts';

/** `rate_limit` of a rule: so many calls within a window, for each agent, session or server, or for all together. */
export type RuleRateLimit = Pick<RateLimit, 'maxCalls' | 'windowMs' | 'per'>;

/** `{ max_calls, window, per }`, or `"10/min"` for short. */
export const rateLimitShape: Shape<RuleRateLimit> = {
  get schema() {
    return { anyOf: [{ type: 'string', pattern: SHORT.source }, schemaOf(RATE_LIMIT_KEYS)] };
  },
  read(node, context) {
    if (node.kind === 'scalar') {
      const limit = typeof node.value === 'string' ? readShort(node.value) : null;
      return limit ?? refuse(node, context.report, EXPECTED);
    }
    const fields = readFields(node, RATE_LIMIT_KEYS, context, EXPECTED);
    if (fields === null) return null;
    const maxCalls = fields.read('max_calls');
    const seconds = fields.read('window');
    const per = fields.node('per') === undefined ? 'agent' : fields.read('per');
    if (maxCalls === null || seconds === null || per === null) return null;
    return { maxCalls, windowMs: seconds * 1000, per };
  },
};

const MAX_CALLS = 1_000_000;
/** Thirty-one days, in seconds: what is counted has to be kept that long. */
const MAX_WINDOW = 2_678_400;

const RATE_LIMIT_KEYS = {
  max_calls: {
    description: 'How many calls may go through within any window.',
    shape: integerShape(1, MAX_CALLS),
    required: 'how many calls may go through',
  },
  window: {
    description: 'The length of the window, in seconds.',
    shape: integerShape(1, MAX_WINDOW),
    required: 'the length of the window in seconds',
  },
  per: {
    description:
      'Whose calls count together: those of each `agent` (as if not said), `session`, `server`, or all (`global`).',
    shape: choiceShape('counter', ['agent', 'session', 'server', 'global']),
  },
} as const satisfies KeyTable;

const EXPECTED = '`{ max_calls: 10, window: 60 }`, or for short `10/min`, `30/60s`, `20/h` or `100/d`';

const SHORT = /^([1-9][0-9]{0,6})\/([1-9][0-9]{0,6})?(s|min|h|d)$/;

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['min', 60],
  ['h', 3600],
  ['d', 86_400],
]);

function readShort(text: string): RuleRateLimit | null {
  const [, calls, times = '1', unit = ''] = SHORT.exec(text) ?? [];
  const maxCalls = Number(calls);
  const seconds = Number(times) * (SECONDS.get(unit) ?? Number.NaN);
  if (!(maxCalls <= MAX_CALLS && seconds <= MAX_WINDOW)) return null;
  return { maxCalls, windowMs: seconds * 1000, per: 'agent' };
}
