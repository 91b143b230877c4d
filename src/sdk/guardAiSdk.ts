import { readCallArgs } from './callArgs.ts';
import { makesGenerator, type AnyFunction } from './guardFunction.ts';
import { perform, performStream, type Source } from './perform.ts';
import { judging, questionOf, type About, type Scene } from './scene.ts';

/** A tool of the Vercel AI SDK that runs in this process, as far as it is known here. */
export interface AiSdkTool {
  readonly execute: AnyFunction;
}

/** Tells one by its shape: the package itself is not needed. */
export function isAiSdkTool(value: object): value is AiSdkTool {
  return hasSchema(value) && 'execute' in value && typeof value.execute === 'function';
}

/** One that is run elsewhere, by the client or the provider: there is nothing here to guard. */
export function isAiSdkDeclaration(value: object): boolean {
  return hasSchema(value) && !('execute' in value && value.execute !== undefined);
}

function hasSchema(value: object): boolean {
  return 'inputSchema' in value;
}

/** The same tool, decided before it runs. A refusal is thrown: the SDK tells the model what it says. */
export function guardAiSdk<T extends AiSdkTool>(scene: Scene, action: string, tool: T, about: About): T {
  const { execute } = tool;
  const prepared = (input: unknown, options: unknown) => {
    const { judged, run } = judging(action, () => readCallArgs([input], {}));
    const question = questionOf(scene, action, { args: judged, about, signal: signalOf(options) });
    return { question, run: () => Reflect.apply(execute, tool, [run[0], options]) as unknown };
  };
  const guarded = makesGenerator(execute)
    ? (input: unknown, options: unknown) => {
        const { question, run } = prepared(input, options);
        // The SDK takes the last value for the result, and those before it for what to show meanwhile.
        return performStream(
          scene.decider,
          { question, run: () => run() as Source<unknown, unknown, unknown> },
          'last-value',
        );
      }
    : async (input: unknown, options: unknown) => {
        const { question, run } = prepared(input, options);
        return perform(scene.decider, { question, run: async () => lastOf(await run()) });
      };
  return { ...tool, execute: guarded };
}

/** The result that a stream ends with, as the SDK has it. */
async function lastOf(result: unknown): Promise<unknown> {
  if (typeof result !== 'object' || result === null || !(Symbol.asyncIterator in result)) return result;
  let last: unknown;
  for await (const value of result as AsyncIterable<unknown>) last = value;
  return last;
}

function signalOf(options: unknown): AbortSignal | undefined {
  if (typeof options !== 'object' || options === null || !('abortSignal' in options)) return undefined;
  return options.abortSignal instanceof AbortSignal ? options.abortSignal : undefined;
}
