import type { JsonObject } from '../jsonrpc/message.ts';
import { actorHere } from './actorScope.ts';
import type { Decider, Question } from './decision.ts';
import { unjudged } from './errors.ts';
import { NotPlain, plainObject } from './plainCopy.ts';

/** What all calls of one `Leash` have in common. */
export interface Scene {
  readonly decider: Decider;
  readonly session: string;
  readonly server: string | null;
  readonly wait: boolean;
}

/** What is said of a call besides its arguments. */
export interface About {
  /** The URI of what the call is about, or how to tell it from the arguments. */
  readonly resource?: string | ((args: JsonObject) => string | null) | undefined;
  /** Claims for rules to look at; they may deny, never allow alone. */
  readonly context?:
    Readonly<Record<string, unknown>> | ((args: JsonObject) => Readonly<Record<string, unknown>>) | undefined;
}

/** Puts the question whether a call may be. Throws `LeashDenied` for what cannot be put. */
export function questionOf(
  { session, server, wait }: Scene,
  action: string,
  {
    args,
    about,
    signal,
  }: { readonly args: JsonObject; readonly about: About; readonly signal?: AbortSignal | undefined },
): Question {
  return judging(action, () => {
    const { resource, context } = about;
    // Each gets a copy of its own: what is judged cannot be changed from outside.
    const told = typeof context === 'function' ? context(copied(args)) : context;
    return {
      actor: actorHere(),
      session,
      server,
      method: null,
      action,
      resource: (typeof resource === 'function' ? resource(copied(args)) : resource) ?? null,
      args,
      context: plainObject(told ?? {}, 'context'),
      wait,
      signal: signal ?? null,
    };
  });
}

/** Does what has to be done before a call can be judged; where that fails, the call is denied. */
export function judging<T>(action: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const why = error instanceof NotPlain ? error.message : 'what is judged of it could not be told';
    throw unjudged(action, `its arguments cannot be judged: ${why}`, { cause: error });
  }
}

function copied(args: JsonObject): JsonObject {
  return plainObject(args, '');
}
