/** A secret in a text. */
export interface Secret {
  /** What it opens, e.g. `github-token`: said in place of it, and recorded. */
  readonly kind: string;
  /** In UTF-16 units, the end exclusive. */
  readonly start: number;
  readonly end: number;
}
