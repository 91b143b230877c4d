/** How much a finding weighs, the gravest first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One kind of finding: what every finding of it says. */
export interface Kind {
  readonly severity: Severity;
  readonly title: string;
  /** Why it is worth a look, and what harmless reason it may have. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
  /** Threat ids: ASI01-10, LLM01-10, MCP01-10. */
  readonly owasp: readonly string[];
}

/** An entry that shows a finding. Holds no argument: a report goes where the log's openings must not. */
export interface Evidence {
  /** Shard and position, as `leash audit show` takes them. */
  readonly place: string;
  readonly recordId: string;
  /** Milliseconds since the epoch; null for an entry of which nothing but its place can be relied on. */
  readonly ts: number | null;
  readonly agent: string;
  readonly server: string;
  readonly session: string;
  /** Tool or method of a call, name of an event. Foreign text. */
  readonly name: string;
  readonly effect: string;
}

/** Something in the log that a person should look at. Names in it are foreign texts: escape them to show them. */
export interface AuditFinding extends Kind {
  /** The kind, such as `secret-then-send`. */
  readonly id: string;
  /** Stable across runs for the same thing of the same session: for suppressions. */
  readonly fingerprint: string;
  /** What happened, in one sentence. */
  readonly message: string;
  readonly agent: string | null;
  readonly server: string | null;
  readonly session: string | null;
  /** How often it was seen in the period. */
  readonly count: number;
  /** Milliseconds since the epoch, of the first and the newest evidence; null for what has no time. */
  readonly from: number | null;
  readonly to: number | null;
  /** The newest occurrence. */
  readonly evidence: readonly Evidence[];
}

/** What of a call or an event goes into a finding, and nothing that it may hold besides. */
export function evidenceOf({ place, recordId, ts, agent, server, session, name, effect }: Evidence): Evidence {
  return { place, recordId, ts, agent, server, session, name, effect };
}

/** Whether a severity is as grave as another, or graver. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);
}
