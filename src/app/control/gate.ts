import type { Receipt } from '../../audit/entry.ts';
import type { Obligation, RuleRef } from '../../authz/decision.ts';
import type { JsonObject } from '../../jsonrpc/message.ts';
import type { AgentIdentity } from './agentIdentity.ts';

/** Something that is to be authorized and is no MCP message: a call of an SDK, of the API, of a hook. */
export interface GateRequest {
  readonly identity: AgentIdentity;
  /** Groups what one run of an agent does; a session of its own where absent. At most 128 characters. */
  readonly session?: string;
  /** The name under which policies know where it goes; `api` where absent. */
  readonly server?: string;
  /** `tools/call` where absent. */
  readonly method?: string;
  readonly action: string;
  readonly resource?: string | null;
  readonly args?: JsonObject | null;
  /** The caller's own claims: may deny, never allow alone. */
  readonly context?: JsonObject;
  /** What relative paths start from; the process's own folder where absent. */
  readonly cwd?: string;
  /** Whether to wait for a person where a rule asks for one; else such a rule denies. */
  readonly wait?: boolean;
  /** Aborted where the caller has gone: what still waits is given up, and denied. */
  readonly signal?: AbortSignal;
}

/** What was decided; it stands in the log already. */
export interface GateAnswer {
  readonly allowed: boolean;
  readonly effect: 'allow' | 'deny' | 'observe_deny';
  /** For people and models, without argument values. */
  readonly reason: string;
  /** The whole text of a denial, as an MCP client would get it; null where it is allowed. */
  readonly denial: string | null;
  readonly nearMiss: string | null;
  readonly rules: readonly RuleRef[];
  /** Those that the caller has to fulfil itself (`inspect-result`); approvals and limits are fulfilled already. */
  readonly obligations: readonly Obligation[];
  readonly owasp: readonly string[];
  readonly policySet: string;
  readonly session: string;
  /** Null where the log could not take it: then it is denied. */
  readonly receipt: Receipt | null;
  /** Milliseconds since the epoch: when a used-up rate limit lets the next call through; null otherwise. */
  readonly retryAt: number | null;
}

/** What became of something that was authorized. */
export interface GateOutcome {
  readonly status: 'success' | 'tool-error' | 'error' | 'cancelled';
  readonly durationMs: number;
  /** Bytes of what came back, to be digested and counted; null where there are none. */
  readonly body: Uint8Array | null;
}

/** Decides, and records before it answers, for whoever does not speak MCP. */
export interface Gate {
  /** Never rejects: whatever is unforeseen is a denial. */
  authorize(request: GateRequest): Promise<GateAnswer>;
  /** Only asks the policies: records nothing, counts nothing, asks nobody. */
  preview(request: GateRequest): GateAnswer;
  /** Notes what became of it; nobody waits for that. */
  outcome(answer: GateAnswer, outcome: GateOutcome): void;
}
