import type { JsonObject } from '../../jsonrpc/message.ts';
import type { MatchEnvironment } from '../matchers/matcher.ts';
import type { RegexCompiler } from '../matchers/regex.ts';
import type { AuthorizationRequest } from '../request.ts';
import type { Fate } from './fate.ts';
import { literalGlob } from './literalGlob.ts';
import { RuleSketch, type SuggestedEffect } from './ruleSketch.ts';

/** One recorded request, and what became of it. */
export interface Observation {
  readonly request: AuthorizationRequest;
  readonly fate: Fate;
  /** Why it was denied, in the words of the log. */
  readonly why: string;
  /** What its paths started from. */
  readonly environment: MatchEnvironment;
}

/** What no rule was written for, and how often it was seen. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
  readonly count: number;
}

/** A policy for one agent at one server, and what a person should know of it. */
export interface Suggestion {
  readonly agent: string;
  readonly server: string;
  /** The policy's name. */
  readonly name: string;
  /** In the policy language. */
  readonly policy: JsonObject;
  /** For each rule of the policy. */
  readonly remarks: readonly (readonly string[])[];
  /** Requests that were denied, and still are. */
  readonly denied: readonly LeftOut[];
  /** Requests that went through, and that no rule speaks of. */
  readonly missed: readonly LeftOut[];
}

/** What writing a policy takes besides the requests. */
export interface SuggestOptions {
  /** What `~` means; empty where there is none. */
  readonly home: string;
  readonly isSecret: (name: string, value: string) => boolean;
}

/** What one agent did at one server, in bounded memory. */
export class ServerSketch {
  readonly agent: string;
  readonly server: string;
  readonly #rules = new Map<string, RuleSketch>();
  readonly #denied = new Tallies();
  readonly #missed = new Tallies();

  constructor(agent: string, server: string) {
    this.agent = agent;
    this.server = server;
  }

  /** Takes in one request. */
  add({ request, fate, why, environment }: Observation): void {
    if (fate === 'deny') {
      this.#denied.add(nameOf(request), why);
      return;
    }
    const rule = this.#ruleFor(request, EFFECTS[fate]);
    if (rule === null) this.#missed.add(nameOf(request), 'there are more different tools than a policy should list');
    else if (!isNameable(request) || !rule.add(request, environment)) {
      this.#missed.add(nameOf(request), 'no allow rule can name what it asks for');
    }
  }

  /** Takes in a request of which not all is known. */
  addUnread(request: Pick<AuthorizationRequest, 'method' | 'action' | 'resource'>, fate: Fate, why: string): void {
    (fate === 'deny' ? this.#denied : this.#missed).add(nameOf(request), why);
  }

  /**
   * Mends the rules by a request that they decide otherwise than it was decided; writing them again shows whether it
   * helped. False where there is nothing more to mend.
   */
  mend({ request, fate, environment }: Observation, now: Fate, regex: RegexCompiler | null, round: number): boolean {
    const mending = { environment, regex, round };
    if (STRICTNESS[now] > STRICTNESS[fate]) {
      return fate !== 'deny' && (this.#ruleFor(request, EFFECTS[fate])?.widen(request, mending) ?? false);
    }
    return now !== 'deny' && (this.#ruleFor(request, EFFECTS[now])?.narrow(request, mending) ?? false);
  }

  /** The policy, still without a name; null where nothing went through that a rule can be written for. */
  suggest(options: SuggestOptions): Omit<Suggestion, 'name'> | null {
    const [agent, server] = [literalGlob(this.agent), literalGlob(this.server)];
    // What was allowed comes before what was asked about: the first rule that matches decides.
    const sketches = [...this.#rules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule.suggest(options));
    const written = withoutTwins(sketches.filter((rule) => rule !== null));
    if (agent === null || server === null || written.length === 0) return null;
    return {
      agent: this.agent,
      server: this.server,
      policy: { ...HEAD, agents: [agent], servers: [server], rules: written.map(({ rule }) => rule) },
      remarks: written.map(({ remarks }) => remarks),
      denied: this.#denied.list(),
      missed: this.#missed.list(),
    };
  }

  #ruleFor(request: AuthorizationRequest, effect: SuggestedEffect): RuleSketch | null {
    const { method, action, resource } = request;
    const key = JSON.stringify([effect, method, action, resource !== null]);
    const known = this.#rules.get(key);
    if (known !== undefined || this.#rules.size >= MAX_RULES) return known ?? null;
    const made = new RuleSketch(request, effect);
    this.#rules.set(key, made);
    return made;
  }
}

const HEAD = {
  description: 'What this agent did at this server, and no more; read it before you rely on it',
  priority: 10,
  owasp: ['ASI02', 'LLM06', 'MCP02'],
};

const MAX_RULES = 500;

const EFFECTS = { through: 'allow', ask: 'ask' } as const;
const STRICTNESS = { through: 0, ask: 1, deny: 2 } as const;

// Attacker-controlled: whoever names a tool does not name a rule for another one.
function isNameable({ method, action }: AuthorizationRequest): boolean {
  return literalGlob(method) !== null && (action === null || literalGlob(action) !== null);
}

function nameOf({ method, action, resource }: Pick<AuthorizationRequest, 'method' | 'action' | 'resource'>): string {
  return action ?? resource ?? method;
}

/** A tool and a prompt may have one name; the ids of their rules may not. */
function withoutTwins<T extends { readonly rule: JsonObject }>(written: readonly T[]): readonly T[] {
  const ids = new Set<unknown>();
  return written.map((each) => {
    const { id, ...rule } = each.rule;
    if (id !== undefined && ids.has(id)) return { ...each, rule };
    ids.add(id);
    return each;
  });
}

/** Counts by name and reason, up to a bound. */
class Tallies {
  readonly #counts = new Map<string, LeftOut>();

  add(name: string, why: string): void {
    const key = JSON.stringify([name, why]);
    const known = this.#counts.get(key);
    if (known === undefined && this.#counts.size >= MAX_TALLIES) return;
    this.#counts.set(key, { name, why, count: (known?.count ?? 0) + 1 });
  }

  list(): readonly LeftOut[] {
    return [...this.#counts.values()].sort((a, b) => b.count - a.count);
  }
}

const MAX_TALLIES = 200;
