import { readCallArgs, type ArgNaming } from './callArgs.ts';
import { perform, performStream, type Source } from './perform.ts';
import { judging, questionOf, type About, type Scene } from './scene.ts';

/** How a function is judged. */
export interface FunctionOptions<A extends readonly unknown[]> extends About, ArgNaming<A> {}

/** Any function, whatever it takes. */
export type AnyFunction = (...args: never[]) => unknown;

/**
 * A function that is decided before it runs. What was synchronous becomes a promise; a generator becomes an asynchronous
 * one, which is decided when somebody begins to read it.
 */
export type GuardedFunction<F> = F extends (...args: infer A) => infer R
  ? unknown extends ThisParameterType<F>
    ? (...args: A) => GuardedResult<R>
    : (this: ThisParameterType<F>, ...args: A) => GuardedResult<R>
  : never;

type GuardedResult<R> = R extends Source<infer T, infer Z, infer N> ? AsyncGenerator<T, Z, N> : Promise<Awaited<R>>;

/** Puts a function on the leash, under its own name. */
export function guardFunction<F extends AnyFunction>(
  scene: Scene,
  action: string,
  fn: F,
  options: FunctionOptions<Parameters<F>> = {},
): GuardedFunction<F> {
  const guarded = makesGenerator(fn) ? streaming(scene, action, fn, options) : once(scene, action, fn, options);
  Object.assign(guarded, fn);
  for (const key of ['name', 'length'] as const) {
    Object.defineProperty(guarded, key, { value: fn[key], configurable: true });
  }
  return guarded as GuardedFunction<F>; // It takes what `fn` takes, and its kind was looked at.
}

/** The same function, with types that say nothing of what it takes. */
type Callable<R> = (this: unknown, ...args: unknown[]) => R;

function once(
  scene: Scene,
  action: string,
  fn: AnyFunction,
  options: FunctionOptions<never[]>,
): Callable<Promise<unknown>> {
  return async function (this: unknown, ...given) {
    const { question, args } = prepared(scene, action, given, options);
    return perform(scene.decider, { question, run: () => Reflect.apply(fn, this, args) as unknown });
  };
}

function streaming(
  scene: Scene,
  action: string,
  fn: AnyFunction,
  options: FunctionOptions<never[]>,
): Callable<AsyncGenerator> {
  return function (this: unknown, ...given) {
    // Copied now: whoever passed the arguments may change them before anybody reads.
    const { question, args } = prepared(scene, action, given, options);
    const run = (): Source<unknown, unknown, unknown> => Reflect.apply(fn, this, args) as AsyncGenerator;
    return performStream(scene.decider, { question, run }, 'join-texts');
  };
}

function prepared(scene: Scene, action: string, given: readonly unknown[], options: FunctionOptions<never[]>) {
  const naming = { params: options.params, args: options.args as ArgNaming<readonly unknown[]>['args'] };
  const { judged, run } = judging(action, () => readCallArgs(given, naming));
  return { question: questionOf(scene, action, { args: judged, about: options }), args: run };
}

/** Whether calling a function runs none of it yet. */
export function makesGenerator(fn: AnyFunction): boolean {
  return /GeneratorFunction\]$/.test(Object.prototype.toString.call(fn));
}
