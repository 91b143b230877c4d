import type { Approver } from '../duties.ts';
import type { AgentIdentity } from '../control/agentIdentity.ts';
import type { ApprovalBroker, CallToApprove } from './broker.ts';

/** Has persons asked on behalf of one agent's session. */
export function approverFor(broker: ApprovalBroker, { id: agentId, verified }: AgentIdentity): Approver {
  const known = (call: Omit<CallToApprove, 'agentId' | 'verified'>): CallToApprove => ({ ...call, agentId, verified });
  return {
    ask: (call, { signal, onHeld, parked }) =>
      broker.ask(known(call), {
        signal,
        onHeld: ({ id, argsHash }, state) => onHeld({ id, argsHash }, state),
        ...(parked === null ? {} : { parked }),
      }),
    comeBack: (call, retry) => broker.comeBack(known(call), retry),
    async confirm({ id, argsHash }, choice) {
      const answered = await broker.answer(id, { ...choice, argsHash, by: 'elicitation' });
      // Somebody else was first: what he said is on its way.
      return answered.kind === 'answered' || answered.why === 'already-answered' ? null : answered.message;
    },
  };
}
