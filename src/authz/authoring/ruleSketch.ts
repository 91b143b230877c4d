import type { JsonObject } from '../../jsonrpc/message.ts';
import type { MatchEnvironment } from '../matchers/matcher.ts';
import type { AuthorizationRequest } from '../request.ts';
import { CallSketch, type CallOptions, type Mending } from './callSketch.ts';
import { literalGlob } from './literalGlob.ts';
import { UriSketch } from './uriSketch.ts';

/** What a rule is to say to the requests that it is written for. */
export type SuggestedEffect = 'allow' | 'ask';

/** A rule in the language, and what a person should look at in it. */
export interface SuggestedRule {
  readonly rule: JsonObject;
  readonly remarks: readonly string[];
}

/** The requests of one method, for one tool or for resources, and the rule that speaks of them. */
export class RuleSketch {
  count = 0;
  readonly #method: string;
  readonly #action: string | null;
  readonly #effect: SuggestedEffect;
  readonly #calls = new CallSketch();
  readonly #uris: UriSketch | null;
  #exactUris = false;
  /** The `args:` that were written last. */
  #written: JsonObject = {};

  constructor({ method, action, resource }: AuthorizationRequest, effect: SuggestedEffect) {
    this.#method = method;
    this.#action = action;
    this.#effect = effect;
    this.#uris = resource === null ? null : new UriSketch();
  }

  /** False for a request that no rule can be written for. */
  add({ resource, args }: AuthorizationRequest, environment: MatchEnvironment): boolean {
    // Without a URI a rule would speak of every resource.
    if (this.#uris === null && LOCATED.has(this.#method)) return false;
    if (this.#uris !== null && !this.#uris.add(resource ?? '')) return false;
    if (!this.#calls.add(args, environment)) return false;
    this.count += 1;
    return true;
  }

  /** The rule; null where none can be written. */
  suggest(options: Pick<CallOptions, 'home' | 'isSecret'>): SuggestedRule | null {
    const remarks: string[] = [];
    const remark = (text: string): void => void remarks.push(text);
    const args = this.#calls.args({ ...options, strict: this.#effect === 'ask', remark });
    const method = literalGlob(this.#method);
    if (this.count === 0 || args === null || method === null) return null;
    this.#written = args;
    const patterns = this.#uris?.patterns(this.#exactUris);
    if (patterns === null) remarks.push('the URIs have nothing in common: any is allowed');
    const resource = patterns?.filter((pattern) => !options.isSecret('', pattern));
    if (resource?.length === 0) return null;
    if (resource?.length !== patterns?.length) remark('a URI holds what looks like a credential, and is left out');
    const where = patterns === null ? { resource: ['**'] } : resource === undefined ? {} : { resource };
    return { rule: { ...this.#head(method), ...where, ...this.#effectOf(), ...this.#limits(args) }, remarks };
  }

  /** Has the rule take in a request that it misses; false where nothing is left to be done. */
  widen({ args }: AuthorizationRequest, mending: Mending): boolean {
    return this.#calls.widen(args, this.#written, mending);
  }

  /** Has the rule leave out a request that it takes in; false where nothing is left to be done. */
  narrow({ args }: AuthorizationRequest, mending: Mending): boolean {
    const isFirst = this.#uris !== null && !this.#exactUris;
    this.#exactUris = true;
    return this.#calls.narrow(args, mending) || isFirst;
  }

  #head(method: string): JsonObject {
    const action = this.#action === null ? null : (literalGlob(this.#action) ?? '');
    return {
      ...(this.#action !== null && ID.test(this.#action)
        ? { id: this.#effect === 'ask' ? `${this.#action}-ask` : this.#action }
        : {}),
      ...(method === 'tools/call' ? {} : { method }),
      // A name with a slash would be read as a server's name and a tool's.
      ...(action === null ? {} : { action: action.includes('/') ? `*/${action}` : action }),
    };
  }

  #effectOf(): JsonObject {
    const times = this.count === 1 ? 'once' : `${this.count} times`;
    const reason =
      this.#effect === 'ask' ? `A person had to be asked, ${times}` : `Seen ${times} when this was written`;
    return { effect: this.#effect, reason };
  }

  /** Methods that take no arguments are not asked for any. */
  #limits(args: JsonObject): JsonObject {
    if (Object.keys(args).length > 0) return { args, unlisted_args: 'deny' };
    return this.#action === null ? {} : { unlisted_args: 'deny' };
  }
}

const LOCATED: ReadonlySet<string> = new Set(['resources/read', 'resources/subscribe']);

const ID = /^[\w.-]{1,100}$/;
