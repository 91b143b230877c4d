import type { RegexCompiler } from '../matchers/regex.ts';
import type { AuthorizationRequest } from '../request.ts';
import type { Fate } from './fate.ts';
import { ServerSketch, type Observation, type SuggestOptions, type Suggestion } from './serverSketch.ts';

/** Learns the narrowest policies that let through what went through, one for each agent at each server. */
export class Learner {
  readonly #servers = new Map<string, ServerSketch>();

  /** Takes in one request. */
  add(observation: Observation): void {
    this.#sketchOf(observation.request)?.add(observation);
  }

  /** Takes in a request of which not all is known. */
  addUnread(request: AuthorizationRequest, fate: Fate, why: string): void {
    this.#sketchOf(request)?.addUnread(request, fate, why);
  }

  /** Mends the policies by a request that they decide otherwise than it was decided; false where nothing can be done. */
  mend(observation: Observation, now: Fate, regex: RegexCompiler | null, round: number): boolean {
    return this.#sketchOf(observation.request)?.mend(observation, now, regex, round) ?? false;
  }

  /** The policies, each under a name of its own. */
  suggest(options: SuggestOptions): readonly Suggestion[] {
    const written = [...this.#servers.values()]
      .map((sketch) => sketch.suggest(options))
      .filter((each) => each !== null);
    const isOneAgent = new Set(written.map(({ agent }) => agent)).size === 1;
    const names = new Set<string>();
    return written.map((each) => {
      const name = nameFor(isOneAgent ? each.server : `${each.agent}-${each.server}`, names);
      return { name, ...each, policy: { name, ...each.policy } };
    });
  }

  #sketchOf({ agent, server }: AuthorizationRequest): ServerSketch | null {
    const key = JSON.stringify([agent, server]);
    const known = this.#servers.get(key);
    if (known !== undefined || this.#servers.size >= MAX_SERVERS) return known ?? null;
    const made = new ServerSketch(agent, server);
    this.#servers.set(key, made);
    return made;
  }
}

const MAX_SERVERS = 200;

/** Fit for a file's name too, whatever the agent and the server are called. */
function nameFor(what: string, taken: Set<string>): string {
  const name = `suggested-${what.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 100)}`;
  let unique = name;
  for (let count = 2; taken.has(unique); count++) unique = `${name}-${count}`;
  taken.add(unique);
  return unique;
}
