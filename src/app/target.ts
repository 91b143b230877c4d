import type { SecretPlace } from '../edge/http/upstreamAuthSecret.ts';

/** The server that is proxied: one to start, or one that runs. */
export type UpstreamTarget =
  | { readonly kind: 'command'; readonly command: string; readonly args: readonly string[] }
  | {
      readonly kind: 'url';
      readonly url: URL;
      /** `NAME=VALUE`, as they were given. */
      readonly headers: readonly string[];
      readonly bearer: SecretPlace | null;
      readonly oauth: {
        readonly clientId: string;
        readonly clientSecret: SecretPlace | null;
        readonly scope: string | null;
        /** The one authorization server that may see the secret; null for whichever the server names. */
        readonly issuer: string | null;
      } | null;
    };

/** Where clients reach us over HTTP. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: URL | null;
  /** Names besides the loopback's by which clients may call us. */
  readonly allowHosts: readonly string[];
  readonly auth: boolean;
  readonly insecureNoAuth: boolean;
}
