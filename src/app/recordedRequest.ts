import type { OpenedEntry } from '../audit/disclosure.ts';
import type { DecisionEntry } from '../audit/sealedEntry.ts';
import type { Fate } from '../authz/authoring/fate.ts';
import type { AuthorizationRequest } from '../authz/request.ts';
import { rebuildArgs } from './rebuiltArgs.ts';

/** The request that an entry decided, as far as it is known again. */
export interface RecordedRequest {
  /** What is known of it. */
  readonly request: AuthorizationRequest;
  /** What keeps it from being decided again; `names` where not even its names are whole, `args` where only arguments are missing. */
  readonly gap: { readonly kind: 'names' | 'args'; readonly why: string } | null;
}

/** Rebuilds the request of a decision from its entry and its openings. */
export function recordedRequest(entry: DecisionEntry, opened: OpenedEntry): RecordedRequest {
  const { leash } = entry;
  const cut = new Set(leash.cut.map(({ field }) => field));
  const whole = (field: string): string | null => {
    const found = opened.opened.find(({ path, kind }) => path === field && kind === 'value');
    return typeof found?.value === 'string' ? found.value : null;
  };
  const lost = NAMES.filter((field) => cut.has(field) && whole(field) === null);
  const name = (field: string, kept: string): string => (cut.has(field) ? (whole(field) ?? kept) : kept);
  const { args, missing } = rebuildArgs(leash.args, opened);
  const request: AuthorizationRequest = {
    agent: name('agent_id', entry.agent_id),
    server: name('server', leash.server),
    from: leash.from,
    method: name('method', leash.method),
    action: entry.action_detail.tool_name === null ? null : name('tool_name', entry.action_detail.tool_name),
    resource: entry.action_detail.resource === null ? null : name('resource', entry.action_detail.resource),
    args,
    context: {},
    facts: { now: Date.parse(entry.timestamp), ...agentOf(entry) },
  };
  return { request, gap: gapOf(lost, missing) };
}

/** A principal that is another than the name is an id, which a credential had shown; the labels of then are in no log. */
function agentOf({ agent_id: name, leash }: DecisionEntry): Pick<NonNullable<AuthorizationRequest['facts']>, 'agent'> {
  const { from, principal } = leash;
  const isId = from === 'client' && principal !== name && principal.startsWith('agt_');
  return isId ? { agent: { id: principal, verified: true } } : {};
}

/** Fields that an entry cuts where they are too long, and that policies look at. */
const NAMES = ['agent_id', 'server', 'method', 'tool_name', 'resource'];

function gapOf(lost: readonly string[], missing: string | null): RecordedRequest['gap'] {
  if (lost.length > 0) return { kind: 'names', why: 'a name is too long for the log, and its opening is gone' };
  return missing === null ? null : { kind: 'args', why: missing };
}

/** What became of a request by the policies of then; null where no policy was asked. */
export function recordedFate({ leash }: DecisionEntry): Fate | null {
  const { effect, obligations, policy_set: set, rules, method } = leash;
  if (set === null || rules.some(({ policy }) => policy.startsWith(OWN_RULES))) return null;
  // A task goes the way of the request that created it.
  if (method.startsWith('tasks/') && effect === 'allow') return null;
  if (effect === 'observe_deny') return 'through';
  if (obligations.includes('require-approval')) return 'ask';
  // An allow that could not be kept, as one whose rate limit was used up, was an allow of the policies.
  return effect === 'deny' && obligations.length === 0 ? 'deny' : 'through';
}

/** What Leash itself denies is recorded under names of its own. */
const OWN_RULES = 'leash:';
