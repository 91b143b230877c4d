import { randomUUID } from 'node:crypto';
import { isPlainName } from '../../authz/names.ts';
import type { AgentIdentity } from '../control/agentIdentity.ts';
import type { Gate, GateAnswer, GateRequest } from '../control/gate.ts';
import type { Engine } from '../engine.ts';
import { openGate } from '../gate/openGate.ts';
import type { HookCall } from './call.ts';
import type { HookVerdict } from './clients.ts';

/** Opens the gate through which the calls of a client go. */
export function hookGate(engine: Engine, client: string): Gate {
  return openGate(engine, {
    // Whether the person agrees is between the client and the person: the record names the client.
    ask: () => Promise.resolve({ kind: 'approved', grant: { id: randomUUID(), by: client, reach: 'once' } }),
  });
}

/** Who makes the call. */
export interface HookCaller {
  readonly identity: AgentIdentity;
  /** Aborted where nobody waits for the verdict any more. */
  readonly signal?: AbortSignal;
}

/**
 * Decides on all that a call does: the strictest of it counts. What is denied is recorded as that; what is allowed, or
 * handed to the client's own person, stands in the log before this resolves.
 */
export async function judgeCall(gate: Gate, call: HookCall, { identity, signal }: HookCaller): Promise<HookVerdict> {
  const session =
    call.session !== null && call.session.length <= 128 && isPlainName(call.session) ? call.session : null;
  const requests = call.acts.map((act): GateRequest => ({
    ...act,
    identity,
    wait: call.canAsk,
    ...(session === null ? {} : { session }),
    ...(signal === undefined ? {} : { signal }),
  }));
  const foreseen = requests.map((request) => gate.preview(request));
  const worst = foreseen.findIndex((answer) => !answer.allowed && !asks(answer));
  const unasked = call.canAsk ? -1 : foreseen.findIndex(asks);
  const denied = requests[worst >= 0 ? worst : unasked];
  if (denied !== undefined) return deniedBy(await gate.authorize(denied));
  const answers = await Promise.all(requests.map((request) => gate.authorize(request)));
  const refusal = answers.find(({ allowed }) => !allowed);
  if (refusal !== undefined) {
    cancel(gate, answers);
    return deniedBy(refusal);
  }
  const reasons = foreseen.filter(asks).map(({ obligations }) => obligations.find(isAsk)?.reason ?? '');
  if (reasons.length > 0) return { verdict: 'ask', reason: `Leash: ${[...new Set(reasons)].join('; ')}` };
  return { verdict: 'allow', reason: `Leash: ${answers[0]?.reason ?? ''}` };
}

function asks({ allowed, obligations }: GateAnswer): boolean {
  return !allowed && obligations.some(isAsk);
}

function isAsk(
  obligation: GateAnswer['obligations'][number],
): obligation is Extract<GateAnswer['obligations'][number], { type: 'require-approval' }> {
  return obligation.type === 'require-approval';
}

function deniedBy({ allowed, denial, reason }: GateAnswer): HookVerdict {
  // It was to be denied, so what changed in between does not count.
  return { verdict: 'deny', reason: allowed || denial === null ? `Leash denied this: ${reason}` : denial };
}

/** The rest of a call that is denied is not done. */
function cancel(gate: Gate, answers: readonly GateAnswer[]): void {
  for (const answer of answers) gate.outcome(answer, { status: 'cancelled', durationMs: 0, body: null });
}
