import type { ASTNode } from '@marcbachmann/cel-js';
import { quoted } from '../matchers/operand.ts';
import { sourceText } from './render.ts';
import { WhenError } from './run.ts';

/** What the engine's errors hold, as far as it is used here. */
interface EngineError {
  readonly code: string;
  readonly summary: string;
  readonly start: number;
  readonly end: number;
  readonly node: ASTNode | undefined;
}

/** What is wrong with an expression, from what its parser or type checker threw, and at which character. */
export function loadMessage(thrown: unknown, text: string): { readonly index: number; readonly message: string } {
  const error = readError(thrown);
  if (error === null) return { index: 0, message: 'the expression cannot be read' };
  const { code, summary, start, end } = error;
  if (start >= text.length && PARSE_CODES.has(code)) return { index: start, message: 'the expression ends too early' };
  if (code === 'unexpected_token') return { index: start, message: `unexpected ${quoted(text.slice(start, end))}` };
  return { index: start, message: inOurWords(summary) };
}

/**
 * Why an expression could not be evaluated. The engine's own words may quote values of the call, which must not reach
 * the log: they are not used.
 */
export function runMessage(thrown: unknown): string {
  if (thrown instanceof WhenError) return `\`when\` cannot be evaluated: ${thrown.message}`;
  const error = readError(thrown);
  const text = error?.node === undefined ? null : textOf(error.node);
  if (error === null || text === null) return '`when` cannot be evaluated';
  const why = MISSING_CODES.has(error.code) ? 'is not known' : 'cannot be evaluated with the values that it has';
  return `\`when\` cannot be evaluated: ${quoted(text)} ${why}`;
}

/** The engine has nodes of its own, which nobody wrote. */
function textOf(node: ASTNode): string | null {
  try {
    return sourceText(node);
  } catch {
    return null;
  }
}

const PARSE_CODES: ReadonlySet<string> = new Set(['unexpected_token', 'expected_token', 'unexpected_character']);

const MISSING_CODES: ReadonlySet<string> = new Set(['no_such_key', 'unknown_variable', 'index_out_of_bounds']);

/** Lower case, names in backticks. */
function inOurWords(summary: string): string {
  const quotes = summary.replaceAll('`', ' ').replaceAll(/'([^']*)'/g, '`$1`');
  return quotes.charAt(0).toLowerCase() + quotes.slice(1);
}

/** Attacker-controlled in part: only its code and its place in the policy's text are used at run time. */
function readError(thrown: unknown): EngineError | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('summary' in thrown) || !('range' in thrown)) return null;
  const { code, summary, range } = thrown;
  if (typeof code !== 'string' || typeof summary !== 'string') return null;
  const { start, end } = isRange(range) ? range : { start: 0, end: 0 };
  return { code, summary, start, end, node: 'node' in thrown && isNode(thrown.node) ? thrown.node : undefined };
}

function isRange(value: unknown): value is { readonly start: number; readonly end: number } {
  return (
    typeof value === 'object' && value !== null && 'start' in value && typeof value.start === 'number' && 'end' in value
  );
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
