/** Who somebody is, and how well that is known. */
export interface AgentIdentity {
  /** The name under which policies know the agent. */
  readonly name: string;
  /** Its id in the registry; null where it is not registered, or has not shown that it is who it says. */
  readonly id: string | null;
  /** Whether a credential has shown it: a name that was merely given is not verified. */
  readonly verified: boolean;
  readonly labels: Readonly<Record<string, string>>;
  /** Of the token that showed it: tokens of another generation are good no more. Absent where no token of Leash's own did. */
  readonly generation?: number;
  /** When what showed it is good no more, in ms since the epoch; absent where that is looked at elsewhere, or never comes. */
  readonly expiresAt?: number;
  /** Why the credential that was given shows nothing: then nothing of this agent's passes. */
  readonly refused?: string;
}

/** Somebody who merely says a name. */
export function named(name: string): AgentIdentity {
  return { name, id: null, verified: false, labels: {} };
}
