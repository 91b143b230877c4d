import type { JsonObject } from '../jsonrpc/message.ts';
import { isolated, isPlainObject, NotPlain, plainCopy, plainObject } from './plainCopy.ts';

/** What policies judge of a call, and what the function is called with. */
export interface CallArgs {
  readonly judged: JsonObject;
  /** INVARIANT: shares nothing with what was passed, or with what is judged, that either could be changed by. */
  readonly run: readonly unknown[];
}

/** How the arguments of a function are named for policies. */
export interface ArgNaming<A extends readonly unknown[]> {
  /** What each position is called. Without it one object is taken for the named arguments, and all else is numbered. */
  readonly params?: readonly string[] | undefined;
  /** Says itself what is judged. Objects of classes, functions and the like then go to the function as they are. */
  readonly args?: ((...args: A) => unknown) | undefined;
}

/** Copies the arguments of a call once. Throws `NotPlain` where they cannot be judged. */
export function readCallArgs(given: readonly unknown[], naming: ArgNaming<readonly unknown[]>): CallArgs {
  if (naming.args !== undefined) {
    const run = given.map(isolated);
    const shown = run.map(isolated);
    return { judged: plainObject(naming.args(...shown), 'args'), run };
  }
  const named = namedArgs(given, naming.params);
  return { judged: plainObject(Object.fromEntries(named.judged), ''), run: named.run };
}

/** Each position under its name, as it is judged and as it is run. */
function namedArgs(given: readonly unknown[], params: readonly string[] | undefined) {
  const [first] = given;
  if (params === undefined && given.length === 1 && isPlainObject(first)) {
    const copied = plainObject(first, '');
    return { judged: Object.entries(copied), run: [copied].map(isolated) };
  }
  if (params !== undefined && given.length > params.length) {
    throw new NotPlain(`/${params.length}`, 'has no name in `params`');
  }
  const judged: [string, unknown][] = [];
  const run = given.map((value, index) => {
    if (value === undefined) return undefined;
    const name = params?.[index] ?? String(index);
    const copied = plainCopy(value, `/${name}`);
    judged.push([name, copied]);
    return isolated(copied);
  });
  return { judged, run };
}
