import { readCallArgs } from './callArgs.ts';
import type { AnyFunction } from './guardFunction.ts';
import { perform } from './perform.ts';
import { toldOrThrown, type Refusals } from './refusals.ts';
import { judging, questionOf, type About, type Scene } from './scene.ts';

/** A tool of LangChain.js, as far as it is known here: `StructuredTool`, `Tool`, and what `tool()` makes. */
export interface LangChainTool {
  readonly name: string;
  readonly invoke: AnyFunction;
  readonly _call: AnyFunction;
}

/** Tells one by its shape: the package itself is not needed. */
export function isLangChainTool(value: object): value is LangChainTool {
  return (
    'lc_namespace' in value &&
    'name' in value &&
    typeof value.name === 'string' &&
    'invoke' in value &&
    typeof value.invoke === 'function' &&
    '_call' in value &&
    typeof value._call === 'function'
  );
}

/**
 * The same tool, decided where its schema has read the arguments already: what is judged is what runs. It is in all else
 * what it was, an instance of its class too.
 */
export function guardLangChain<T extends LangChainTool>(
  scene: Scene,
  action: string,
  tool: T,
  { about, refusals = 'tell' }: { readonly about: About; readonly refusals?: Refusals | undefined },
): T {
  const guardedCall = async (input: unknown, manager: unknown, config: unknown): Promise<unknown> => {
    const call = async (): Promise<unknown> => {
      // A tool for one text gets it as `input`.
      const isText = typeof input === 'string' || input === undefined;
      const { judged, run } = judging(action, () => readCallArgs([input], isText ? { params: ['input'] } : {}));
      const question = questionOf(scene, action, { args: judged, about, signal: signalOf(config) });
      const original = tool._call;
      return perform(scene.decider, {
        question,
        run: () => Reflect.apply(original, tool, [run[0], manager, config]) as unknown,
      });
    };
    return toldOrThrown(refusals, call, (text) => (isTwofold(tool) ? [text, null] : text));
  };
  const own = { value: guardedCall, writable: true, configurable: true };
  return Object.create(tool, 'func' in tool ? { _call: own, func: own } : { _call: own }) as T; // It inherits all of T.
}

/** Whether it answers with what the model reads and something for the program. */
function isTwofold(tool: object): boolean {
  return 'responseFormat' in tool && tool.responseFormat === 'content_and_artifact';
}

function signalOf(config: unknown): AbortSignal | undefined {
  if (typeof config !== 'object' || config === null || !('signal' in config)) return undefined;
  return config.signal instanceof AbortSignal ? config.signal : undefined;
}
