import type { AgentIdentity } from './agentIdentity.ts';

/** An agent that somebody has registered. Names and texts are validated: no control or invisible characters. */
export interface Agent {
  /** `agt_` and 26 characters; never given to another. */
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly type: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly status: 'active' | 'suspended' | 'deleted';
  /** Which of its tokens are good: those of this generation. */
  readonly generation: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What may be said of an agent. */
export interface AgentFields {
  readonly name: string;
  readonly vendor?: string;
  readonly type?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** An agent with a token that is shown once. */
export interface IssuedToken {
  readonly agent: Agent;
  /** A JWT (EdDSA): iss, sub, aud, iat, exp, jti, generation. */
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Who a token belongs to, or why it is refused. */
export type TokenReading =
  | { readonly kind: 'agent'; readonly identity: AgentIdentity; readonly expiresAt: number | null }
  | {
      readonly kind: 'refused';
      /** A word for records; callers hear only that the token is not good. */
      readonly why:
        | 'malformed'
        | 'unknown-issuer'
        | 'bad-signature'
        | 'wrong-audience'
        | 'expired'
        | 'revoked'
        | 'suspended'
        | 'deleted'
        | 'no-agent'
        | 'unforeseen';
    };

/** Who changes the registry, for the log: `cli`, `api`. */
export interface By {
  readonly by: string;
}

/**
 * The agents of a home. All changes are in the log before they are in force; they throw `ERR_AGENT_INVALID` for what
 * cannot be taken, with all problems, and `ERR_AGENT_UNKNOWN` where there is no such agent.
 */
export interface AgentDirectory {
  register(fields: AgentFields, options: By & { readonly ttlSeconds?: number }): Promise<IssuedToken>;
  /** By id or exact name; null where there is none. Deleted ones only by id. */
  find(idOrName: string): Promise<Agent | null>;
  /** Ordered by id; `after` is the last id of the page before. */
  list(options: {
    readonly after?: string;
    readonly limit: number;
    readonly status?: Agent['status'];
  }): Promise<readonly Agent[]>;
  update(id: string, fields: Partial<Omit<AgentFields, 'name'>>, options: By): Promise<Agent>;
  suspend(id: string, options: By & { readonly reason?: string }): Promise<Agent>;
  resume(id: string, options: By): Promise<Agent>;
  /** A new token; all older ones are good no more. */
  rotate(id: string, options: By & { readonly ttlSeconds?: number }): Promise<IssuedToken>;
  remove(id: string, options: By): Promise<Agent>;
  /** Never rejects: what is unforeseen is a refusal. Takes Leash's own tokens and those of `identity.issuers`. */
  read(token: string): Promise<TokenReading>;
  close(): Promise<void>;
}
