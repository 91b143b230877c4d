import type { Caller, Knock } from '../app/control/access.ts';
import { named, type AgentIdentity } from '../app/control/agentIdentity.ts';
import type { Control } from '../app/control/control.ts';
import type { GateAnswer, GateRequest } from '../app/control/gate.ts';
import { LeashError } from '../errors.ts';
import type { JsonObject } from '../jsonrpc/message.ts';
import { ProblemError } from './problem.ts';

/** A request to the gate, as its schema leaves it. */
export interface AuthorizeBody {
  readonly agent_id?: string | undefined;
  readonly session?: string | undefined;
  readonly server?: string | undefined;
  readonly method?: string | undefined;
  readonly action: string;
  readonly resource?: string | null | undefined;
  readonly args?: Readonly<Record<string, unknown>> | null | undefined;
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  readonly wait?: boolean | undefined;
}

/** What the gate is asked on behalf of a caller. Throws a problem where it may not ask that. */
export async function authorizeAs(
  control: Control,
  caller: Caller | null,
  body: AuthorizeBody,
  { signal, knock }: { readonly signal: AbortSignal; readonly knock: Knock },
): Promise<GateRequest> {
  const { session, server, method, action, resource, args, context, wait } = body;
  return {
    identity: await identityFor(control, caller, body.agent_id ?? null, knock),
    action,
    signal,
    ...(session === undefined ? {} : { session }),
    ...(server === undefined ? {} : { server }),
    ...(method === undefined ? {} : { method }),
    ...(resource === undefined ? {} : { resource }),
    // What JSON.parse has made.
    ...(args === undefined ? {} : { args: args as JsonObject | null }),
    ...(context === undefined ? {} : { context: context as JsonObject }),
    ...(wait === undefined ? {} : { wait }),
  };
}

/** Whose doing it is. INVARIANT: an agent is nobody but itself, whomever it names. */
export async function identityFor(
  control: Control,
  caller: Caller | null,
  given: string | null,
  knock: Knock,
): Promise<AgentIdentity> {
  if (caller === null) throw new ProblemError('no-token');
  if (caller.kind === 'agent') {
    const { identity } = caller;
    if (given === null || given === identity.id || given === identity.name) return identity;
    control.access.forbidden(caller, knock);
    throw new ProblemError('forbidden', { detail: 'an agent may only ask for itself' });
  }
  if (given === null) {
    throw new ProblemError('invalid', { errors: [{ pointer: '/body/agent_id', detail: 'whose doing is it?' }] });
  }
  const agent = await control.engine.agents.find(given).catch(unreadable);
  // Nobody can tell whether it is suspended: it is denied, and that is recorded.
  if (typeof agent === 'string') return { ...named(given), refused: agent };
  // A name that nobody has registered is a name that was merely given.
  if (agent === null) return named(given);
  return {
    name: agent.name,
    id: agent.id,
    verified: true,
    labels: agent.labels,
    generation: agent.generation,
  };
}

function unreadable(error: unknown): string {
  if (error instanceof LeashError && error.code === 'ERR_AGENTS_UNREADABLE') return error.message;
  throw error;
}

/** What was decided, in the words of the API. */
export function authorizeReply(answer: GateAnswer): object {
  const { receipt, retryAt } = answer;
  return {
    allowed: answer.allowed,
    effect: answer.effect,
    reason: answer.reason,
    denial: answer.denial,
    near_miss: answer.nearMiss,
    rules: answer.rules.map(({ policy, rule }) => ({ policy, rule })),
    obligations: answer.obligations,
    owasp: answer.owasp,
    policy_set: answer.policySet,
    session: answer.session,
    receipt: receipt === null ? null : { shard: receipt.shard, index: receipt.index, record_id: receipt.recordId },
    retry_at: retryAt === null ? null : new Date(retryAt).toISOString(),
  };
}
