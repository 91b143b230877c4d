import type { Home } from '../home.ts';
import type { Challenge } from './upstreamAuthChallenge.ts';
import { refusal } from './upstreamAuthFailure.ts';
import { renewClient, renewLogin, type ClientAccount } from './upstreamAuthRenewal.ts';
import { grantStore, type Grant, type GrantStore, type Tokens } from './upstreamAuthStore.ts';

interface Options {
  readonly url: URL;
  readonly home: Home;
  /** Null for the login of a person (`leash login`). */
  readonly account: ClientAccount | null;
  readonly warn: (message: string) => void;
}

/** How often the file is looked at for what another process, or `leash login`, wrote. */
const EVERY_MS = 1000;
/** A token this young was not what was refused: the request went out with the one before it. */
const YOUNG_MS = 5000;
/** After a failure, a token that is about to end is used for this long before the next attempt. */
const PAUSE_MS = 10_000;

/** Keeps the token for one server fresh, together with all other proxies of the home: one renews, the others read it. */
export class GrantKeeper {
  readonly #options: Options;
  readonly #store: GrantStore;
  #grant: Grant | null = null;
  #version = '';
  #lookedAt = -Infinity;
  #renewedAt = -Infinity;
  #notBefore = -Infinity;
  #renewing: Promise<void> | null = null;
  #said = '';

  constructor(options: Options) {
    this.#options = options;
    this.#store = grantStore(options.home, options.url, options.account?.id ?? null);
  }

  /** Scopes of the token that was shown last; null where they are not known. */
  get scope(): string | null {
    return this.#tokens?.scope ?? null;
  }

  /** The token to show now; null where there is none. Never rejects. */
  async token(): Promise<string | null> {
    try {
      if (performance.now() - this.#lookedAt >= EVERY_MS) await this.#look();
      const tokens = this.#tokens;
      if (tokens !== null && isDue(tokens) && this.#canRenew() && performance.now() >= this.#notBefore) {
        await this.#renew(tokens.access, null);
      }
    } catch (error) {
      this.#notBefore = performance.now() + PAUSE_MS;
      this.#warnOnce(error);
    }
    return this.#tokens?.access ?? null;
  }

  /** Gets another token than the one that was shown last. Rejects with a `LeashError` where none is to be had. */
  async replace(challenge: Challenge): Promise<void> {
    const shown = this.#tokens?.access ?? null;
    if (shown !== null && performance.now() - this.#renewedAt < YOUNG_MS) return;
    await this.#look();
    if (isOther(this.#tokens, shown)) return;
    await this.#renew(shown, challenge);
  }

  get #tokens(): Tokens | null {
    return this.#grant?.tokens ?? null;
  }

  async #look(): Promise<void> {
    this.#lookedAt = performance.now();
    const version = await this.#store.version();
    if (version === this.#version) return;
    this.#grant = await this.#store.read();
    this.#version = version;
  }

  #canRenew(): boolean {
    return this.#options.account !== null || this.#tokens?.refresh != null;
  }

  #renew(shown: string | null, challenge: Challenge | null): Promise<void> {
    if (!this.#canRenew()) return Promise.reject(refusal('the server wants a login'));
    this.#renewing ??= this.#store
      .exclusively(() => this.#renewAlone(shown, challenge))
      .finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  async #renewAlone(shown: string | null, challenge: Challenge | null): Promise<void> {
    const found = await this.#store.read();
    if (isOther(found?.tokens ?? null, shown)) this.#grant = found;
    else {
      const { url, account } = this.#options;
      this.#grant =
        account === null
          ? await renewLogin(url, this.#store, found)
          : await renewClient({ url, account, found, challenge });
      await this.#store.write(this.#grant);
    }
    this.#renewedAt = performance.now();
  }

  #warnOnce(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    if (why !== this.#said) this.#options.warn(why);
    this.#said = why;
  }
}

/** Whether these are tokens that were not shown yet, and are worth it. */
function isOther(tokens: Tokens | null, shown: string | null): boolean {
  return tokens !== null && tokens.access !== shown && !isDue(tokens);
}

function isDue({ renewAt }: Tokens): boolean {
  return renewAt !== null && Date.now() >= renewAt;
}
