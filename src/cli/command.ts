import { LeashError } from '../errors.ts';
import type { Output } from './output.ts';

/** What the words behind a command came down to. */
export interface Invocation {
  readonly words: readonly string[];
  /** Options by their long name; absent where they were not given. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Where `--home` points; null for the default. */
  readonly home: string | null;
  readonly output: Output;
  /** Ends a command that would go on for ever: somebody wants it to, or nobody reads it any more. */
  readonly signal: AbortSignal;
}

/** One command of `leash`: its help, and what it does. */
export interface LeashCommand {
  /** With its arguments, as `show <name>`. */
  readonly usage: string;
  readonly summary: string;
  /** Flags and what each is for, and which may be given more than once. */
  readonly options?: readonly (readonly [flags: string, description: string, times?: 'many'])[];
  readonly examples: readonly string[];
  /** Goes on until its signal ends it, and ends well then. Any other command is left where it is when it is interrupted. */
  readonly isEndless?: true;
  /** Returns the exit code. */
  readonly run: (invocation: Invocation) => Promise<number>;
}

/** Commands that belong together. */
export interface CommandGroup {
  /** The word before their names; empty for those at the top. */
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly LeashCommand[];
}

/** The text of an option, or null where it was not given. */
export function textOption({ options }: Invocation, name: string): string | null {
  const value = options[name];
  return typeof value === 'string' ? value : null;
}

/** The texts of an option that may be given more than once, in order. */
export function textOptions({ options }: Invocation, name: string): readonly string[] {
  const values: unknown = options[name];
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}

/** Whether a flag was given. */
export function flag({ options }: Invocation, name: string): boolean {
  return options[name] === true;
}

/** One of some words; throws `ERR_USAGE` for any other. */
export function wordOption<const W extends string>(
  invocation: Invocation,
  name: string,
  words: readonly W[],
  fallback: W,
): W {
  const text = textOption(invocation, name);
  if (text === null) return fallback;
  const found = words.find((each) => each === text);
  if (found !== undefined) return found;
  const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw usageError(`--${option} takes ${words.join(', ')}, not \`${text}\``);
}

/** A whole number of at least 0; throws `ERR_USAGE` for any other text. */
export function countOption(invocation: Invocation, name: string, fallback: number): number {
  const text = textOption(invocation, name);
  if (text === null) return fallback;
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) {
    throw usageError(`--${name} takes a whole number, not \`${text}\``);
  }
  return count;
}

/** What is wrong with the words of a command. */
export function usageError(message: string): LeashError {
  return new LeashError('ERR_USAGE', message);
}
