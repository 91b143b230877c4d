import type { SentArguments } from '../authz/authzenQuestion.ts';

/** Which policy engine outside of Leash is asked besides the policies, and how (`pdp` in the settings). */
export interface PdpSettings {
  /** Its base: `/access/v1/evaluation` is put behind it. */
  readonly url: string;
  /** Where its bearer token is; null for none. */
  readonly token: { readonly kind: 'env' | 'file'; readonly name: string } | null;
  /** For a whole question and answer. */
  readonly timeoutMs: number;
  readonly sendArgs: SentArguments;
  /** File with the certificates of those that may vouch for it (PEM); null for those of Node. */
  readonly ca: string | null;
}

/** Where questions go. */
export function evaluationUrl({ url }: Pick<PdpSettings, 'url'>): URL {
  const base = new URL(url);
  return new URL(`${base.pathname.replace(/\/+$/, '')}/access/v1/evaluation`, base.origin);
}
