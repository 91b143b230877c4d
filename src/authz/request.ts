import type { JsonObject, Side } from '../jsonrpc/message.ts';

/** The question put to the policies (AuthZEN: subject, action, resource, context). */
export interface AuthorizationRequest {
  readonly agent: string;
  readonly server: string;
  /** Who asks: a server that asks its client for sampling is the principal of that request. */
  readonly from: Side;
  readonly method: string;
  /** Tool or prompt name, without the server; null where the method names none. */
  readonly action: string | null;
  /** URI; null where the method names none. */
  readonly resource: string | null;
  readonly args: JsonObject | null;
  /** The caller's own claims (REST and SDK); empty on the wire. May deny, never allow alone. */
  readonly context: JsonObject;
  /** What is known besides; absent: nothing. */
  readonly facts?: Facts;
}

/**
 * What is known besides the question itself, for `when`. Whatever is absent is not known: an expression that asks for it
 * cannot be evaluated, so it never helps to allow, however it is negated.
 */
export interface Facts {
  readonly agent?: AgentFacts;
  readonly server?: { readonly transport?: 'stdio' | 'http' };
  readonly tool?: ToolFacts;
  readonly session?: SessionFacts;
  /** Milliseconds since the epoch. */
  readonly now?: number;
}

/** What the registry knows of an agent. */
export interface AgentFacts {
  readonly id?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Absent: no, nobody has verified who it is. */
  readonly verified?: boolean;
}

/** What the scanner and the pins know of the tool that is called. */
export interface ToolFacts {
  readonly risk?: { readonly level: RiskLevel; readonly effects: readonly RiskEffect[] };
  /** Absent: no, nobody has approved its definition. */
  readonly pinned?: boolean;
  /** Whether its definition differs from the one that was approved. */
  readonly drifted?: boolean;
  /** The ids of the scanner's rules that found something in its definition. */
  readonly findings?: readonly string[];
}

/** From harmless to grave. */
export const RISK_LEVELS = ['low', 'medium', 'high', 'critical'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** What a tool can do; `egress` sends data to other machines, `credential` handles secrets. */
export const RISK_EFFECTS = ['read', 'write', 'destructive', 'execute', 'admin', 'egress', 'credential'] as const;
export type RiskEffect = (typeof RISK_EFFECTS)[number];

/** What has happened in the session so far. */
export interface SessionFacts {
  /** Allowed tool calls. */
  readonly calls: number;
  readonly denied: number;
  /** Whether it has read a result that nobody vouches for (`result: { taint: true }`). */
  readonly tainted: boolean;
  /** The names of the tools that were called, in order; the enforcement point may leave out the oldest. */
  readonly toolsCalled: readonly string[];
  /** Milliseconds since the epoch. */
  readonly started: number;
}
