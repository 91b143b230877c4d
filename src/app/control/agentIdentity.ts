/** Who somebody is, and how well that is known. */
export interface AgentIdentity {
  /** The name under which policies know the agent. */
  readonly name: string;
  /** Its id in the registry; null where it is not registered, or has not shown that it is who it says. */
  readonly id: string | null;
  /** Whether a credential has shown it: a name that was merely given is not verified. */
  readonly verified: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/** Somebody who merely says a name. */
export function named(name: string): AgentIdentity {
  return { name, id: null, verified: false, labels: {} };
}
