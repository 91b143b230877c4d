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
  suggest(options: Omit<SuggestOptions, 'name'>): readonly Suggestion[] {
    const names = new Set<string>();
    const agents = new Set([...this.#servers.values()].map(({ agent }) => agent));
    const written = [...this.#servers.values()].map((sketch) => {
      const name = nameFor(agents.size > 1 ? `${sketch.agent}-${sketch.server}` : sketch.server, names);
      return sketch.suggest({ ...options, name });
    });
    return written.filter((suggestion) => suggestion !== null);
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
