import type { JsonObject } from '../../jsonrpc/message.ts';
import type { Report, SourceNode } from '../source.ts';
import type { Matcher } from './matcher.ts';
import type { RegexCompiler } from './regex.ts';

/** One key of a matcher map: adding a matcher is adding a row to the table. */
export interface MatcherRow {
  readonly key: string;
  /** For people who write policies: editors show it. */
  readonly description: string;
  /** The operand as a JSON Schema; it takes whatever `parse` takes. */
  readonly schema: JsonObject;
  /** Further keys of the same map that refine this one (`schemes` of `host`). */
  readonly modifiers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonObject }>>;
  /** Compiles the operand; null when it reported a problem. */
  parse(operand: SourceNode, context: ParseContext): Matcher | null;
}

/** What a row may use besides its operand. */
export interface ParseContext {
  readonly report: Report;
  /** Null as long as no engine is loaded (see `usesRegex`). */
  readonly regex: RegexCompiler | null;
  /** Compiles the matchers that an operand holds. */
  readonly nested: (node: SourceNode) => Matcher | null;
  /** The value of one of the row's modifiers, if it was given. */
  readonly modifier: (key: string) => SourceNode | undefined;
}
