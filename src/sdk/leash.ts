import { actingAs, actorOf } from './actorScope.ts';
import type { Decider, Decision } from './decision.ts';
import { LeashUnavailable } from './errors.ts';
import { guardTools, type Guarded, type GuardOptions } from './guard.ts';
import { guardFunction, type AnyFunction, type FunctionOptions, type GuardedFunction } from './guardFunction.ts';
import { plainObject } from './plainCopy.ts';
import type { RemoteOptions } from './remote.ts';
import { judging, questionOf } from './scene.ts';

/** What all calls of a leash have in common. */
export interface LeashOptions {
  /** The name under which policies know these tools (`servers:`); `api` where absent. */
  readonly server?: string;
  /** Groups what one run of an agent does, for rules about sessions; a new one where absent. */
  readonly session?: string;
}

/** Something to be decided that the caller runs itself. */
export interface AuthorizeRequest {
  readonly action: string;
  readonly resource?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/** Decides what an agent's tools may do, and records it before they do it. */
export interface Leash {
  /** Puts one function on the leash, under the name that policies know it by. */
  tool<F extends AnyFunction>(action: string, fn: F, options?: FunctionOptions<Parameters<F>>): GuardedFunction<F>;
  /** Puts a tool, a list of tools or an object of tools on the leash. Throws for what cannot be guarded. */
  guard<T extends object>(tools: T, options?: GuardOptions): Guarded<T>;
  /**
   * Only asks. Run nothing unless `allowed`, and do what `obligations` say: `tool` and `guard` see to both. Rejects with
   * `LeashUnavailable` where nobody has decided.
   */
  authorize(request: AuthorizeRequest): Promise<Decision>;
  /** Runs a function as another agent, by its name or its token; whatever it awaits runs as that agent too. */
  withAgent<T>(nameOrToken: string, run: () => T): T;
  /** Ends it: what is called later is refused. */
  close(): Promise<void>;
}

/** Makes a leash of what decides. */
export function createLeash(decider: Decider, options: LeashOptions & Pick<RemoteOptions, 'wait'>): Leash {
  const { server = null, session = crypto.randomUUID(), wait = false } = options;
  let isClosed = false;
  const open: Decider = {
    decide: (question) =>
      isClosed
        ? Promise.reject(new LeashUnavailable('nothing was run, since the leash is closed'))
        : decider.decide(question),
    look: (decision, value) => decider.look(decision, value),
    settle: (decision, outcome) => {
      if (!isClosed) decider.settle(decision, outcome);
    },
    close: () => decider.close(),
  };
  const scene = { decider: open, session, server, wait };
  return {
    tool: (action, fn, about = {}) => guardFunction(scene, action, fn, about),
    guard: (tools, about = {}) => guardTools(scene, tools, about),
    async authorize({ action, resource, args, context, signal }) {
      const judged = judging(action, () => plainObject(args ?? {}, 'args'));
      const question = questionOf(scene, action, { args: judged, about: { resource, context }, signal });
      const decision = await open.decide(question);
      if (decision.allowed && decision.receipt === null) {
        throw new LeashUnavailable(`the decision is not recorded, so it allows nothing: ${decision.reason}`);
      }
      return decision;
    },
    withAgent: (nameOrToken, run) => actingAs(actorOf(nameOrToken), run),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await decider.close();
    },
  };
}
