/** The loops of CEL. They are the engine's own; how many arguments each may take. */
const ARITIES: ReadonlyMap<string, readonly number[]> = new Map([
  ['all', [2]],
  ['exists', [2]],
  ['exists_one', [2]],
  ['map', [2, 3]],
  ['filter', [2]],
]);

/** Their names, for "did you mean". */
export const MACROS: readonly string[] = [...ARITIES.keys()];

/** Whether a call is a loop. */
export function isMacro(call: {
  readonly kind: 'function' | 'method';
  readonly name: string;
  readonly args: readonly unknown[];
}): boolean {
  return call.kind === 'method' && ARITIES.get(call.name)?.includes(call.args.length) === true;
}
