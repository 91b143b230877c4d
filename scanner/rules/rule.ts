import type { Passage } from '../passage.ts';
import type { ServerView, ToolView } from '../view.ts';

/**
 * How much one hit says. `strong`: enough alone to withhold a tool. `clear`: a person should look; two of different
 * grounds withhold. `faint`: says something only beside another ground.
 */
export type Weight = 'strong' | 'clear' | 'faint';

/** What a hit rests on. Hits of one ground are one signal, however many there are. */
export type Ground =
  | 'hidden'
  | 'markup'
  | 'override'
  | 'authority'
  | 'secrecy'
  | 'consent'
  | 'sensitive'
  | 'exfiltration'
  | 'steering'
  | 'argument'
  | 'crossServer'
  | 'forced'
  | 'selection'
  | 'bypass'
  | 'command'
  | 'capability'
  | 'parameter'
  | 'contradiction'
  | 'collision'
  | 'pressure'
  | 'literal'
  | 'leak'
  | 'size';

/** What a rule saw in one passage: offsets are the passage's own. */
export interface Hit {
  readonly weight: Weight;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** Set where the offsets are those of the text as sent. */
  readonly isRaw?: true;
}

/** A hit on one of a tool's texts, named by where the text stands; without a span it is about the whole text. */
export interface ToolHit {
  readonly weight: Weight;
  /** JSON Pointer below the tool: `/inputSchema/properties/x`. */
  readonly at: string;
  readonly span?: readonly [start: number, end: number];
  readonly message: string;
}

interface RuleBase {
  readonly id: string;
  readonly ground: Ground;
  readonly owasp: readonly string[];
  /** A text stands for a tool of that description; an object is a tool; a list holds the tools of one server. */
  readonly examples: { readonly flagged: readonly Example[]; readonly clean: readonly Example[] };
}

export type Example = string | Readonly<Record<string, unknown>>;

export interface TextRule extends RuleBase {
  readonly reads: 'text';
  readonly detect: (passage: Passage) => Iterable<Hit>;
}

export interface ToolRule extends RuleBase {
  readonly reads: 'tool';
  readonly detect: (tool: ToolView, server: ServerView) => Iterable<ToolHit>;
}

export type Rule = TextRule | ToolRule;
