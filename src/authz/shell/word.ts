/** A word of a command: what the shell makes of it, where that can be told without running anything. */
export type ShellWord =
  | { readonly kind: 'plain'; readonly text: string }
  /** Variables, patterns and the like: only the shell knows what comes of it. `source` is what stands there. */
  | { readonly kind: 'expands'; readonly source: string };

/** A word while it is read. */
export interface Part {
  text: string;
  expands: boolean;
  isQuoted: boolean;
}

/** What a redirection does with the file that it names. */
export interface Redirection {
  readonly does: 'reads' | 'writes';
  readonly target: ShellWord;
}

/** One command without any other in it. */
export interface SimpleCommand {
  /** As it stands in the script. */
  readonly source: string;
  readonly assignments: readonly { readonly name: string; readonly value: ShellWord }[];
  readonly words: readonly ShellWord[];
  readonly redirections: readonly Redirection[];
}

/** Thrown where a script is more than can be told here; nothing of the script is in its message. */
export class Unparsable extends Error {}

/** Says that a script cannot be judged. */
export function unparsable(why: string): never {
  throw new Unparsable(why);
}
