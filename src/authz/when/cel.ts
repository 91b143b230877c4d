import type { Environment, ParseResult } from '@marcbachmann/cel-js';
import type { RegexCompiler } from '../matchers/regex.ts';
import { hiddenCharacter } from '../names.ts';
import type { WhenCompiler, WhenCondition, WhenInput, WhenOutcome, WhenProblem } from './condition.ts';
import { EXTRA_SIGNATURES, OWN } from './functions.ts';
import { type Inspection, inspect } from './inspect.ts';
import { MAX_TEXT } from './limits.ts';
import { loadMessage, runMessage } from './messages.ts';
import { compiledText, sourceText } from './render.ts';
import { Run } from './run.ts';
import { Bindings, RUN_VARIABLE, TYPES, VARIABLES } from './variables.ts';

/** Loads the engine for CEL, which only policies with `when` pay for; `regex` is needed where they call `matches`. */
export async function loadWhenCompiler(regex: RegexCompiler | null): Promise<WhenCompiler> {
  const { Environment } = await import('@marcbachmann/cel-js');
  // Built once: it is the same for every policy.
  shared ??= newEnvironment(new Environment());
  const environment = shared;
  return (text) => compile(text, environment, regex);
}

let shared: Environment | undefined;

function newEnvironment(environment: Environment): Environment {
  environment.registerType('Run', { ctor: Run, fields: {} });
  for (const { name, ctor, fields } of TYPES) {
    const types = Object.entries(fields).map(([field, { type }]): [string, string] => [field, type]);
    environment.registerType(name, { ctor, fields: Object.fromEntries(types) });
  }
  for (const [name, type] of VARIABLES) environment.registerVariable(name, type);
  environment.registerVariable(RUN_VARIABLE, 'Run');
  for (const signature of EXTRA_SIGNATURES) environment.registerFunction(signature, neverCalled, { async: false });
  for (const { name, params, returns, call } of OWN) {
    const types = ['Run', ...params].map((type, index) => ({ name: `arg${index}`, type }));
    environment.registerFunction({ name, returnType: returns, params: types, handler: call, async: false });
  }
  return environment;
}

/** It only gives a function its type: what is compiled calls ours. */
function neverCalled(): never {
  throw new Error('called in its place');
}

function compile(
  text: string,
  environment: Environment,
  regex: RegexCompiler | null,
): WhenCondition | { readonly problems: readonly WhenProblem[] } {
  const problem = textProblem(text);
  if (problem !== null) return refused(problem);
  try {
    const parsed = environment.parse(text);
    const inspection = inspect(parsed.ast, regex);
    if (inspection.problems.length > 0) return { problems: inspection.problems };
    const mismatch = typeProblem(parsed, text);
    return mismatch === null ? condition(text, parsed, inspection, { environment, regex }) : refused(mismatch);
  } catch (thrown) {
    return refused(loadMessage(thrown, text));
  }
}

/** A policy means what people see: what they cannot see is written as `\\u200b`. */
function textProblem(text: string): WhenProblem | null {
  if (text.length > MAX_TEXT) return { index: 0, message: `the expression is longer than ${MAX_TEXT} characters` };
  const hidden = hiddenCharacter(text.replace(/[\n\r\t]/g, ' '));
  if (hidden === null) return null;
  const index = text.indexOf(String.fromCodePoint(Number.parseInt(hidden.slice(2), 16)));
  return { index, message: `the expression has an invisible character (${hidden}), expected only visible ones` };
}

function refused(problem: WhenProblem): { readonly problems: readonly WhenProblem[] } {
  return { problems: [problem] };
}

function typeProblem(parsed: ParseResult, text: string): WhenProblem | null {
  const checked = parsed.check();
  if (!checked.valid) return loadMessage(checked.error, text);
  if (checked.type === 'bool') return null;
  const hint = checked.type === 'dyn' ? '; compare it with a value, such as `… == true`' : '';
  return {
    index: 0,
    message: `the expression gives ${checked.type ?? 'nothing'}, expected true or false (bool)${hint}`,
  };
}

interface Parts {
  readonly environment: Environment;
  readonly regex: RegexCompiler | null;
}

function condition(
  text: string,
  parsed: ParseResult,
  { reads, patterns }: Inspection,
  { environment, regex }: Parts,
): WhenCondition {
  const evaluate = environment.parse(compiledText(parsed.ast));
  // INVARIANT: what is evaluated is what was written and checked.
  if (sourceText(evaluate.ast) !== sourceText(parsed.ast) || evaluate.check().type !== 'bool') {
    throw new Error('an expression changed when it was compiled');
  }
  const searches = new Map<string, (text: string) => boolean>();
  for (const pattern of patterns) {
    const compiled = regex?.(pattern);
    if (compiled !== undefined && 'search' in compiled) searches.set(pattern, (value) => compiled.search(value));
  }
  return { text: text.trim(), reads, test: (input) => run(evaluate, input, searches) };
}

function run(
  evaluate: ParseResult,
  input: WhenInput,
  searches: ReadonlyMap<string, (text: string) => boolean>,
): WhenOutcome {
  const { request, environment } = input;
  const budget = new Run(environment, searches, [request.args, request.context]);
  try {
    const value: unknown = evaluate(new Bindings(input, budget));
    // CEL lets `||` and `exists` pass over an error; what was cut short counts for nothing all the same.
    if (budget.isOver) budget.spend(0);
    if (typeof value === 'boolean') return value ? MATCH : MISS;
    return { result: 'error', message: '`when` cannot be evaluated: it gives neither true nor false' };
  } catch (thrown) {
    return { result: 'error', message: runMessage(thrown) };
  }
}

const MATCH: WhenOutcome = { result: 'match', message: null };
const MISS: WhenOutcome = { result: 'miss', message: null };
