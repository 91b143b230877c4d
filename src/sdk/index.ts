import type { EmbeddedOptions } from './embeddedOptions.ts';
import { createLeash, type Leash as LeashType, type LeashOptions } from './leash.ts';
import { openRemote, type RemoteOptions } from './remote.ts';

export type { AuthorizeRequest, LeashOptions } from './leash.ts';
export type { Decision, LogPlace, ResultInspection, RuleName } from './decision.ts';
export type { EmbeddedOptions } from './embeddedOptions.ts';
export type { FunctionOptions, GuardedFunction } from './guardFunction.ts';
export type { Guarded, GuardOptions } from './guard.ts';
export type { RemoteOptions } from './remote.ts';
export { LeashDenied, LeashUnavailable } from './errors.ts';

/** Decides what an agent's tools may do, and records it before they do it. */
export type Leash = LeashType;

/** The two ways to a leash. */
export const Leash = {
  /** Decides in this process, by the policies of a home, into its signed log. */
  async embedded(options: EmbeddedOptions & LeashOptions): Promise<Leash> {
    // Only whoever decides in the process pays for what that takes.
    const { openEmbedded } = await import('./embedded.ts');
    const { server, session } = options;
    const given = { ...(server === undefined ? {} : { server }), ...(session === undefined ? {} : { session }) };
    return createLeash(await openEmbedded(options), given);
  },
  /** Asks a server (`leash start`) for each call. */
  remote(options: RemoteOptions & LeashOptions): Leash {
    return createLeash(openRemote(options), options);
  },
};
