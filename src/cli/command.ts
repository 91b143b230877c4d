import type { Output } from './output.ts';

/** What the words behind a command came down to. */
export interface Invocation {
  readonly words: readonly string[];
  /** Options by their long name; absent where they were not given. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Where `--home` points; null for the default. */
  readonly home: string | null;
  readonly output: Output;
  /** Ends a command that would go on for ever. */
  readonly signal: AbortSignal;
}

/** One command of `leash`: its help, and what it does. */
export interface LeashCommand {
  /** With its arguments, as `show <name>`. */
  readonly usage: string;
  readonly summary: string;
  /** Flags and what each is for. */
  readonly options?: readonly (readonly [flags: string, description: string])[];
  readonly examples: readonly string[];
  /** Returns the exit code. */
  readonly run: (invocation: Invocation) => Promise<number>;
}

/** The text of an option, or null where it was not given. */
export function textOption({ options }: Invocation, name: string): string | null {
  const value = options[name];
  return typeof value === 'string' ? value : null;
}

/** Whether a flag was given. */
export function flag({ options }: Invocation, name: string): boolean {
  return options[name] === true;
}
