/** A tool as `tools/list` gave it: nothing of it is trusted, and nothing but its being an object is known. */
export type ToolDefinition = Readonly<Record<string, unknown>>;

/** What is known of one server. Lists are as the server sent them. */
export interface ServerListing {
  readonly name: string;
  readonly instructions?: string;
  readonly tools: readonly unknown[];
  readonly prompts?: readonly unknown[];
  readonly resources?: readonly unknown[];
  readonly resourceTemplates?: readonly unknown[];
}

/** What is known of the servers beside the one that is scanned: for collisions and references across servers. */
export interface OtherServer {
  readonly name: string;
  readonly tools: readonly { readonly name: string }[];
}

export interface ScanOptions {
  readonly otherServers?: readonly OtherServer[];
}

/**
 * How much a finding weighs. `block`: two independent signals, or hidden text with a payload; `warn`: one signal that a
 * person should look at; `info`: worth knowing, no reason to act; `none`: nothing was found.
 */
export type Grade = 'block' | 'warn' | 'info' | 'none';

/** One thing that a detector saw, and where. */
export interface Finding {
  /** The detector's id, such as `hidden-text`. */
  readonly rule: string;
  readonly grade: Exclude<Grade, 'none'>;
  /** JSON Pointer (RFC 6901) of the text inside what was scanned: `/tools/3/description`, `/instructions`. */
  readonly at: string;
  /** Start and end of what was matched, in UTF-16 units of the original text, end exclusive. */
  readonly span: readonly [start: number, end: number];
  /** One sentence for a person; foreign text in it is quoted and escaped. */
  readonly message: string;
  /** Threat ids: ASI01-10, LLM01-10, MCP01-10. */
  readonly owasp: readonly string[];
  /** Stable across runs and across changes elsewhere in the text: for suppressions and for SARIF. */
  readonly fingerprint: string;
}

export type EffectKind = 'read' | 'write' | 'destructive' | 'execute' | 'admin';
export type Egress = 'none' | 'service' | 'open';
export type RiskLevel = 'low' | 'medium' | 'high' | 'critical';

/** What a tool can do, and how bad that can be. */
export interface Risk {
  readonly level: RiskLevel;
  /** All that the tool does; `primary` is the gravest that its name and purpose stand for. */
  readonly effects: readonly EffectKind[];
  readonly primary: EffectKind;
  readonly egress: Egress;
  /** Whether it handles secrets: keys, tokens, passwords. */
  readonly credential: boolean;
  /** Why, each in a few words: what was seen and where. */
  readonly reasons: readonly string[];
}

export interface ToolReport {
  /** The tool's name; an empty text where it has none. */
  readonly name: string;
  readonly grade: Grade;
  readonly findings: readonly Finding[];
  readonly risk: Risk;
}

export interface ScanReport {
  /** What belongs to no single tool: instructions, prompts, resources. */
  readonly server: { readonly grade: Grade; readonly findings: readonly Finding[] };
  readonly tools: readonly ToolReport[];
}
