import type { JsonValue } from '../../jsonrpc/message.ts';
import { judgeUnder } from '../matchers/under.ts';
import { readUrlHost } from '../matchers/urlHost.ts';
import type { LiteralKind } from './literals.ts';
import { type Run, WhenError } from './run.ts';
import { type DatePart, datePart } from './time.ts';

/** A function or method that an expression may call. What is not in the table cannot be called, whatever the engine has. */
export interface FunctionRow {
  readonly name: string;
  readonly kind: 'function' | 'method';
  /** How many arguments, without the receiver. */
  readonly arity: number;
  /** Which argument has to stand in the policy as text, and what it spells. */
  readonly literal?: { readonly at: number; readonly kind: LiteralKind };
  /** Whether it is one of `OWN`, in place of the engine's. */
  readonly isOwn?: boolean;
}

/** A function of ours, under the name that a compiled expression calls: `run_` first, then the receiver. */
export interface OwnFunction {
  readonly name: string;
  readonly params: readonly string[];
  readonly returns: string;
  readonly call: (run: Run, ...values: never[]) => unknown;
}

/** Finds a row; how many arguments it takes is for the caller to compare. */
export function findFunctions(name: string, kind: FunctionRow['kind']): readonly FunctionRow[] {
  return FUNCTIONS.filter((row) => row.name === name && row.kind === kind);
}

/** Every name of a kind, for "did you mean". */
export function functionNames(kind: FunctionRow['kind']): readonly string[] {
  return FUNCTIONS.filter((row) => row.kind === kind).map(({ name }) => name);
}

/** The name under which a function of ours is called in a compiled expression. */
export function ownName(name: string): string {
  return `${name}_`;
}

const DATE_PARTS: readonly DatePart[] = [
  'getFullYear',
  'getMonth',
  'getDate',
  'getDayOfMonth',
  'getDayOfWeek',
  'getDayOfYear',
  'getHours',
  'getMinutes',
  'getSeconds',
  'getMilliseconds',
];

/** The parts that a duration has, too. */
const DURATION_PARTS = ['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'] as const;

const method = (name: string, arity: number, more: Partial<FunctionRow> = {}): FunctionRow => ({
  name,
  kind: 'method',
  arity,
  ...more,
});
const fn = (name: string, arity: number, more: Partial<FunctionRow> = {}): FunctionRow => ({
  name,
  kind: 'function',
  arity,
  ...more,
});

const FUNCTIONS: readonly FunctionRow[] = [
  fn('size', 1),
  method('size', 0),
  method('contains', 1),
  method('startsWith', 1),
  method('endsWith', 1),
  method('trim', 0),
  method('split', 1),
  // The engine's own runs as a RegExp, which hostile text can keep busy for ever.
  method('matches', 1, { isOwn: true, literal: { at: 0, kind: 'pattern' } }),
  // The engine's own fold letters beyond ASCII: U+212A, the Kelvin sign, would be a `k`.
  method('lowerAscii', 0, { isOwn: true }),
  method('upperAscii', 0, { isOwn: true }),
  fn('bool', 1),
  fn('string', 1),
  fn('type', 1),
  fn('dyn', 1),
  // The engine's own read `""` as 0 and `0x10` as 16, which a server does not.
  fn('int', 1, { isOwn: true }),
  fn('double', 1, { isOwn: true }),
  fn('timestamp', 1, { literal: { at: 0, kind: 'moment' } }),
  fn('duration', 1, { literal: { at: 0, kind: 'duration' } }),
  // The engine's own depend on the time zone of this machine.
  ...DATE_PARTS.flatMap((name) => [
    method(name, 0, { isOwn: true }),
    method(name, 1, { isOwn: true, literal: { at: 0, kind: 'zone' } }),
  ]),
  fn('under', 2, { isOwn: true, literal: { at: 1, kind: 'directory' } }),
  fn('host', 1, { isOwn: true }),
];

/** Functions that CEL does not have: how an expression calls them. */
export const EXTRA_SIGNATURES: readonly string[] = ['under(dyn, string): bool', 'host(string): string'];

const TIMESTAMP = 'google.protobuf.Timestamp';
const DURATION = 'google.protobuf.Duration';

const own = (name: string, params: readonly string[], returns: string, call: OwnFunction['call']): OwnFunction => ({
  name: ownName(name),
  params,
  returns,
  call,
});

/** What compiled expressions call in place of the engine's functions. */
export const OWN: readonly OwnFunction[] = [
  own('bounded', ['T'], 'T', bounded),
  own('matches', ['string', 'string'], 'bool', matches),
  own('lowerAscii', ['string'], 'string', (_, text: string) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase())),
  own('upperAscii', ['string'], 'string', (_, text: string) => text.replace(/[a-z]+/g, (part) => part.toUpperCase())),
  own('int', ['dyn'], 'int', toInt),
  own('double', ['dyn'], 'double', toDouble),
  own('under', ['dyn', 'string'], 'bool', under),
  own('host', ['string'], 'string', hostOf),
  ...DATE_PARTS.flatMap((name) => [
    own(name, [TIMESTAMP], 'int', (_, moment: Date) => BigInt(datePart(name, moment.getTime(), 'UTC'))),
    own(name, [TIMESTAMP, 'string'], 'int', (_, moment: Date, zone: string) =>
      BigInt(datePart(name, moment.getTime(), zone)),
    ),
  ]),
  ...DURATION_PARTS.map((name) =>
    own(name, [DURATION], 'int', (_, duration: Readonly<Record<typeof name, () => bigint>>) => duration[name]()),
  ),
];

/** Passes on what a loop goes through, after the loop is paid for. */
function bounded(run: Run, value: unknown): unknown {
  if (Array.isArray(value)) run.spendLoop(value.length);
  else if (typeof value === 'object' && value !== null) run.spendLoop(Object.keys(value).length);
  return value;
}

/** A search, as CEL has it: `^` and `$` make it a match of the whole text. */
function matches(run: Run, text: string, pattern: string): boolean {
  const search = run.patterns.get(pattern);
  if (search === undefined) throw new WhenError('a regular expression was not compiled');
  run.spend(1 + text.length / MATCH_CHARACTERS);
  return search(text);
}

/** RE2 looks at so many characters in the time of a step. */
const MATCH_CHARACTERS = 256;
/** Links of the file system are looked up. */
const UNDER_STEPS = 50;

const MAX_DIGITS = 64;
const INTEGER = /^-?\d+$/;
const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INT_BOUND = 2n ** 63n;

function toInt(_: Run, value: unknown): bigint {
  const number = typeof value === 'bigint' ? value : wholeOf(value);
  if (number === null || number >= INT_BOUND || number < -INT_BOUND) throw new WhenError('a value is no integer');
  return number;
}

function wholeOf(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isFinite(value) ? BigInt(Math.trunc(value)) : null;
  return typeof value === 'string' && value.length <= MAX_DIGITS && INTEGER.test(value) ? BigInt(value) : null;
}

function toDouble(_: Run, value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && value.length <= MAX_DIGITS && DECIMAL.test(value)) return Number(value);
  throw new WhenError('a value is no number');
}

function under(run: Run, path: JsonValue, directory: string): boolean {
  run.spend(UNDER_STEPS);
  const result = judgeUnder(path, [directory], run.environment);
  if (result === 'error') throw new WhenError('a path cannot be judged');
  return result === 'match';
}

function hostOf(_: Run, url: string): string {
  const read = readUrlHost(url);
  if (read?.isCanonical !== true) throw new WhenError('an address is no URL, or one that can be read in two ways');
  return read.host;
}
