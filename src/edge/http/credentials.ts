/** What the server said when it did not let us in. */
export interface CredentialsChallenge {
  readonly status: 401 | 403;
  /** `WWW-Authenticate` as it came; null where there is none. Attacker-controlled. */
  readonly wwwAuthenticate: string | null;
}

/** Leash's own credential for the server upstream. It goes to the server's origin only, and never comes from a client. */
export interface UpstreamCredentials {
  /** The headers that identify Leash, asked anew for each request: tokens change. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** The server refused what `headers` gave: whether to ask once more, or what to tell whoever called. */
  rejected(challenge: CredentialsChallenge): Promise<'retry' | { readonly give_up: string }>;
}
