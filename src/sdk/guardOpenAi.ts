import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { isObject } from '../jsonrpc/value.ts';
import type { AnyFunction } from './guardFunction.ts';
import { perform } from './perform.ts';
import { NotPlain } from './plainCopy.ts';
import { toldOrThrown, type Refusals } from './refusals.ts';
import { judging, questionOf, type About, type Scene } from './scene.ts';

/** A function tool of the OpenAI Agents SDK, as far as it is known here. */
export interface OpenAiTool {
  readonly type: 'function';
  readonly name: string;
  readonly invoke: AnyFunction;
}

/** Tells one by its shape: the package itself is not needed. */
export function isOpenAiTool(value: object): value is OpenAiTool {
  return (
    'type' in value &&
    value.type === 'function' &&
    'name' in value &&
    typeof value.name === 'string' &&
    'invoke' in value &&
    typeof value.invoke === 'function'
  );
}

/** The same tool, decided before it reads its arguments, which it gets as the text of what was judged. */
export function guardOpenAi<T extends OpenAiTool>(
  scene: Scene,
  action: string,
  tool: T,
  { about, refusals = 'tell' }: { readonly about: About; readonly refusals?: Refusals | undefined },
): T {
  const guarded = (runContext: unknown, input: unknown, details: unknown): Promise<unknown> => {
    const call = async (): Promise<unknown> => {
      const value = judging(action, () => argsIn(input));
      const args: JsonObject = isObject(value) ? value : { input: value };
      const text = JSON.stringify(value);
      const question = questionOf(scene, action, { args, about, signal: signalOf(details) });
      const original = tool.invoke;
      // A copy: for the details that it knows, the SDK would take arguments that it has read before.
      const rest = typeof details === 'object' && details !== null ? { ...details } : details;
      return perform(scene.decider, {
        question,
        run: () => Reflect.apply(original, tool, [runContext, text, rest]) as unknown,
      });
    };
    return toldOrThrown(refusals, call, (text) => text);
  };
  const members = { ...Object.getOwnPropertyDescriptors(tool), invoke: { value: guarded, enumerable: true } };
  return Object.create(Object.getPrototypeOf(tool) as object, members) as T; // All own members of T, one of them new.
}

/** Attacker-controlled: it is what the model wrote. */
function argsIn(input: unknown): JsonValue {
  if (typeof input !== 'string') throw new NotPlain('', 'is no text');
  if (input.trim() === '') return {};
  try {
    return JSON.parse(input) as JsonValue;
  } catch {
    throw new NotPlain('', 'is no JSON');
  }
}

function signalOf(details: unknown): AbortSignal | undefined {
  if (typeof details !== 'object' || details === null || !('signal' in details)) return undefined;
  return details.signal instanceof AbortSignal ? details.signal : undefined;
}
