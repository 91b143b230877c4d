import { printable } from '../jsonrpc/printable.ts';
import { guardAiSdk, isAiSdkDeclaration, isAiSdkTool } from './guardAiSdk.ts';
import { guardFunction, type AnyFunction, type GuardedFunction } from './guardFunction.ts';
import { guardLangChain, isLangChainTool } from './guardLangChain.ts';
import { guardOpenAi, isOpenAiTool } from './guardOpenAi.ts';
import { isPlainObject } from './plainCopy.ts';
import type { Refusals } from './refusals.ts';
import type { About, Scene } from './scene.ts';

/** How tools are named for policies, and what is said of their calls. */
export interface GuardOptions extends About {
  /** Stands before each name: `email.` makes `send` the action `email.send`. */
  readonly prefix?: string;
  /** What the positions of functions are called, for each by its name. */
  readonly params?: Readonly<Record<string, readonly string[]>>;
  /** What a tool of LangChain.js or OpenAI Agents does when it may not run; `tell` where absent. */
  readonly refusals?: Refusals;
}

/** Tools of a framework keep their types; functions become those that answer with a promise. */
export type Guarded<T> = T extends AnyFunction
  ? GuardedFunction<T>
  : 'execute' extends keyof T
    ? T
    : 'invoke' extends keyof T
      ? T
      : { [K in keyof T]: Guarded<T[K]> };

/** Puts a tool, a list of tools or an object of tools on the leash. Throws `TypeError` for what it cannot hold. */
export function guardTools<T extends object>(scene: Scene, tools: T, options: GuardOptions): Guarded<T> {
  const { prefix = '' } = options;
  return guardAny(tools, null) as Guarded<T>; // Each kind gives back what its type says.

  function guardAny(value: unknown, key: string | null): unknown {
    if (typeof value === 'function') return guardOne(value as AnyFunction, key);
    if (typeof value !== 'object' || value === null) throw unknownKind(key);
    const about: About = { resource: options.resource, context: options.context };
    const settings = { about, refusals: options.refusals };
    if (isLangChainTool(value)) return guardLangChain(scene, prefix + value.name, value, settings);
    if (isOpenAiTool(value)) return guardOpenAi(scene, prefix + value.name, value, settings);
    if (isAiSdkDeclaration(value)) throw elsewhere(key);
    if (isAiSdkTool(value)) return guardAiSdk(scene, prefix + nameFor(key), value, about);
    // Only one level: what lies deeper is no tool, and must not look like a guarded one.
    if (key === null && Array.isArray(value)) return value.map((one: unknown) => guardAny(one, ''));
    if (key === null && isPlainObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, guardAny(one, name)]));
    }
    throw unknownKind(key);
  }

  function guardOne(fn: AnyFunction, key: string | null): AnyFunction {
    const name = nameFor(key === null || key === '' ? fn.name : key);
    const params =
      options.params !== undefined && Object.hasOwn(options.params, name) ? options.params[name] : undefined;
    return guardFunction(scene, prefix + name, fn, { resource: options.resource, context: options.context, params });
  }
}

function nameFor(key: string | null): string {
  if (key !== null && key !== '') return key;
  throw new TypeError('a tool without a name cannot be guarded; pass `{ name: tool }`');
}

function unknownKind(key: string | null): TypeError {
  const which = key === null || key === '' ? 'this' : `\`${printable(key, 100)}\``;
  return new TypeError(
    `${which} cannot be guarded: it is no function, and no tool of LangChain.js, the AI SDK or OpenAI Agents that runs here`,
  );
}

function elsewhere(key: string | null): TypeError {
  const which = key === null || key === '' ? 'this tool' : `\`${printable(key, 100)}\``;
  return new TypeError(`${which} cannot be guarded: it has no \`execute\`, so it is not run here`);
}
