import type { Subject } from './subject.ts';
import type { Neighbours } from './neighbours.ts';
import type { ToolDefinition } from './report.ts';

/** One tool with its texts. */
export interface ToolView {
  readonly name: string;
  readonly tool: ToolDefinition;
  /** Pointers are relative to the tool. */
  readonly subjects: readonly Subject[];
}

/** What a tool's neighbours are. */
export interface ServerView {
  readonly name: string;
  /** The tools of the same list, by name in lower case. */
  readonly tools: ReadonlyMap<string, readonly ToolDefinition[]>;
  readonly neighbours: Neighbours;
}
