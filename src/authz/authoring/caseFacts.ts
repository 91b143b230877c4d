import { readFields, type KeyTable } from '../fields.ts';
import { refuse } from '../matchers/operand.ts';
import type { AgentFacts, Facts, RiskEffect, RiskLevel, SessionFacts, ToolFacts } from '../request.ts';
import { choiceShape, flagShape, integerShape, type PolicyContext, type Shape } from '../shape.ts';
import type { SourceNode } from '../source.ts';

/** What is known besides a request, as a case spells it: moments as text, and names as policies spell them. */
export const factsShape: Shape<Facts> = {
  schema: {},
  read(node, context) {
    const fields = readFields(node, FACT_KEYS, context, 'a map of `agent`, `server`, `tool`, `session` and `now`');
    if (fields === null) return null;
    return known<Facts>({
      agent: fields.read('agent'),
      server: fields.read('server'),
      tool: fields.read('tool'),
      session: fields.read('session'),
      now: fields.read('now'),
    });
  },
};

/** A member that is not given is not known, which is less than null would say. */
function known<T extends object>(members: { readonly [K in keyof T]-?: NonNullable<T[K]> | null }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as T;
}

const key = <T>(shape: Shape<T>) => ({ description: '', shape });

const map = <T>(read: (node: SourceNode, context: PolicyContext) => T | null): Shape<T> => ({ schema: {}, read });

const text = map((node, { report }) =>
  node.kind === 'scalar' && typeof node.value === 'string' ? node.value : refuse(node, report, 'text, in quotes'),
);

const moment = map((node, { report }) => {
  const written = node.kind === 'scalar' ? String(node.value) : '';
  const ms = /^\d{4}-\d\d-\d\dT/.test(written) ? Date.parse(written) : Number.NaN;
  return Number.isNaN(ms) ? refuse(node, report, 'a moment such as `2026-11-22T09:00:00Z`') : ms;
});

/** A list, which may be empty. */
const list = <T>(item: Shape<T>): Shape<readonly T[]> =>
  map((node, context) => {
    if (node.kind !== 'seq') return refuse(node, context.report, 'a list');
    return node.items.map((each) => item.read(each, context)).filter((value) => value !== null);
  });

const labels = map((node, context) => {
  if (node.kind !== 'map') return refuse(node, context.report, 'a map of labels');
  return Object.fromEntries(node.entries.map((entry) => [entry.key, text.read(entry.value, context) ?? '']));
});

const AGENT_KEYS = { id: key(text), labels: key(labels), verified: key(flagShape) } as const satisfies KeyTable;

const agent = map((node, context) => {
  const fields = readFields(node, AGENT_KEYS, context, 'a map of `id`, `labels` and `verified`');
  if (fields === null) return null;
  return known<AgentFacts>({ id: fields.read('id'), labels: fields.read('labels'), verified: fields.read('verified') });
});

const SERVER_KEYS = { transport: key(choiceShape('transport', ['stdio', 'http'])) } as const satisfies KeyTable;

const server = map((node, context) => {
  const fields = readFields(node, SERVER_KEYS, context, 'a map of `transport`');
  return fields === null ? null : known<NonNullable<Facts['server']>>({ transport: fields.read('transport') });
});

const LEVELS: readonly RiskLevel[] = ['low', 'medium', 'high', 'critical'];
const EFFECTS: readonly RiskEffect[] = ['read', 'write', 'destructive', 'execute', 'admin', 'egress', 'credential'];

const RISK_KEYS = {
  level: { ...key(choiceShape('level', LEVELS)), required: 'how grave it is' },
  effects: key(list(choiceShape('effect', EFFECTS))),
} as const satisfies KeyTable;

const risk = map((node, context) => {
  const fields = readFields(node, RISK_KEYS, context, 'a map of `level` and `effects`');
  const level = fields?.read('level') ?? null;
  return level === null ? null : { level, effects: fields?.read('effects') ?? [] };
});

const TOOL_KEYS = {
  risk: key(risk),
  pinned: key(flagShape),
  drifted: key(flagShape),
  findings: key(list(text)),
} as const satisfies KeyTable;

const tool = map((node, context) => {
  const fields = readFields(node, TOOL_KEYS, context, 'a map of `risk`, `pinned`, `drifted` and `findings`');
  if (fields === null) return null;
  return known<ToolFacts>({
    risk: fields.read('risk'),
    pinned: fields.read('pinned'),
    drifted: fields.read('drifted'),
    findings: fields.read('findings'),
  });
});

const SESSION_KEYS = {
  calls: key(integerShape(0, Number.MAX_SAFE_INTEGER)),
  denied: key(integerShape(0, Number.MAX_SAFE_INTEGER)),
  tainted: key(flagShape),
  tools_called: key(list(text)),
  started: key(moment),
} as const satisfies KeyTable;

/** Of a session that is given, whatever is not said is as at its beginning. */
const session = map((node, context): SessionFacts | null => {
  const fields = readFields(node, SESSION_KEYS, context, 'a map of `calls`, `denied`, `tainted` and the like');
  if (fields === null) return null;
  return {
    calls: fields.read('calls') ?? 0,
    denied: fields.read('denied') ?? 0,
    tainted: fields.read('tainted') ?? false,
    toolsCalled: fields.read('tools_called') ?? [],
    started: fields.read('started') ?? Date.UTC(2026, 0, 1),
  };
});

const FACT_KEYS = {
  agent: key(agent),
  server: key(server),
  tool: key(tool),
  session: key(session),
  now: key(moment),
} as const satisfies KeyTable;
