import { openSecret, type SecretPlace } from '../../edge/http/upstreamAuthSecret.ts';
import { LeashError } from '../../errors.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { named, type AgentIdentity } from '../control/agentIdentity.ts';
import type { AgentDirectory } from '../control/agents.ts';

/** What an agent on stdin shows of itself. */
export interface AgentCredential {
  /** Where its token is. */
  readonly token: SecretPlace;
  /** What `--agent` says besides; null where it says nothing. */
  readonly expected: string | null;
}

interface Surroundings {
  readonly agents: Pick<AgentDirectory, 'read'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly warn: (message: string) => void;
}

/**
 * Who the agent is that gave this credential. Never throws: a credential that shows nothing gives somebody whom
 * everything is denied, with the reason, so that whoever reads the denial knows what to mend.
 */
export async function shownIdentity(
  { token, expected }: AgentCredential,
  { agents, env, warn }: Surroundings,
): Promise<AgentIdentity> {
  const refused = (why: string): AgentIdentity => {
    warn(`everything is denied: ${why}`);
    return { ...named(expected ?? UNKNOWN), refused: why };
  };
  try {
    const secret = openSecret(token, { env, warn });
    const reading = await agents.read(secret.read());
    if (reading.kind === 'refused') {
      return refused(`the token in ${printable(secret.name)} shows nobody (${reading.why}); ${MEND}`);
    }
    const { identity } = reading;
    if (expected === null || expected === identity.name) return identity;
    return refused(`--agent says \`${expected}\`, and the token is that of \`${identity.name}\`; take --agent away`);
  } catch (error) {
    const why = error instanceof LeashError ? error.message : 'the token cannot be read';
    return refused(`${printable(why)}; ${MEND}`);
  }
}

/** What is put before a session whose agent nobody knows. */
const UNKNOWN = 'unknown';

const MEND = 'a person has to give it a good one (`leash agents rotate`) and start the server again';
