import type { JsonObject } from '../jsonrpc/message.ts';
import type { AgentIdentity } from './control/agentIdentity.ts';
import type { Adviser } from './duties.ts';

/** A question to a policy engine outside of Leash, which the policies here have answered with allow. */
export interface ConsultQuestion {
  readonly agent: string;
  readonly agentId: string | null;
  readonly verified: boolean;
  readonly server: string;
  readonly session: string;
  readonly method: string;
  readonly action: string | null;
  readonly resource: string | null;
  readonly args: JsonObject | null;
}

/** What it says. */
interface ConsultAnswer {
  readonly allowed: boolean;
  /** One line, without argument values. */
  readonly reason: string;
}

/** Asks an external decision point (OpenID AuthZEN 1.0). Never rejects: whatever goes wrong is no. */
export interface Consultant {
  /** What it is called in records: its host. */
  readonly name: string;
  consult(question: ConsultQuestion): Promise<ConsultAnswer>;
}

/** Asks it on behalf of one agent's session. */
export function adviserFor(consultant: Consultant, { id: agentId, verified }: AgentIdentity): Adviser {
  return {
    name: consultant.name,
    consult: (call) => consultant.consult({ ...call, agentId, verified }),
  };
}
