import type { Principal } from './exchange.ts';

/** Tokens that were verified a moment ago, by their hash: an agent sends the same one with every call. */
export class VerifiedTokens {
  readonly #entries = new Map<string, { readonly principal: Principal; readonly until: number }>();

  get(hash: string, now: number): Principal | null {
    const entry = this.#entries.get(hash);
    if (entry === undefined) return null;
    if (now < entry.until) return entry.principal;
    this.#entries.delete(hash);
    return null;
  }

  /** Keeps a token until it expires, and no longer than a minute: its key may be withdrawn before that. */
  put(
    hash: string,
    principal: Principal,
    { now, expiresAt }: { readonly now: number; readonly expiresAt: number },
  ): void {
    // Only valid tokens come here; whoever holds so many drives out nothing but what is verified again.
    if (this.#entries.size >= MOST_ENTRIES) this.#entries.clear();
    this.#entries.set(hash, { principal, until: Math.min(expiresAt, now + LONGEST_MS) });
  }
}

const MOST_ENTRIES = 1000;
const LONGEST_MS = 60_000;
