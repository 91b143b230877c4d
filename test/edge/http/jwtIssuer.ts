import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { loopbackServer, sendJson, type LoopbackServer } from './loopbackServer.ts';

/** What a token says besides what a right one says; undefined takes a claim away. */
export interface TokenChanges {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: CryptoKey | Uint8Array;
}

/** An issuer of JWTs on loopback. */
export interface JwtIssuer extends LoopbackServer {
  readonly issuer: string;
  /** The public key as it is published. */
  readonly published: () => JWK[];
  /** A right token for `AUDIENCE`, changed. */
  token(changes?: TokenChanges): Promise<string>;
  /** Signs with a new key from now on, and publishes it instead of the one before. */
  rotate(): Promise<void>;
  /** What every path answers instead, while it is set. */
  broken: number | null;
}

export const AUDIENCE = 'https://leash.example/mcp';

/** Starts an issuer; gone when the test has finished. */
export async function jwtIssuer(algorithm = 'ES256'): Promise<JwtIssuer> {
  let count = 0;
  const newKey = async (): Promise<{ signing: CryptoKey; published: JWK[] }> => {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    count += 1;
    const jwk = { ...(await exportJWK(publicKey)), kid: `key-${count}`, alg: algorithm, use: 'sig' };
    return { signing: privateKey, published: [jwk] };
  };
  let current = await newKey();
  const server = await loopbackServer(({ path }, response) => {
    if (made.broken !== null) response.writeHead(made.broken).end();
    else if (path === '/jwks') sendJson(response, { keys: current.published });
    else if (path === '/.well-known/openid-configuration') {
      sendJson(response, { issuer: server.origin, jwks_uri: `${server.origin}/jwks` });
    } else response.writeHead(404).end();
  });
  const made: JwtIssuer = {
    ...server,
    issuer: server.origin,
    published: () => current.published,
    async rotate() {
      current = await newKey();
    },
    broken: null,
    token({ claims = {}, header = {}, key } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const right = { iss: server.origin, sub: 'alice', aud: AUDIENCE, iat: now, exp: now + 600 };
      const all: Readonly<Record<string, unknown>> = { ...right, ...claims };
      const said = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      return new SignJWT(said)
        .setProtectedHeader({ alg: algorithm, kid: `key-${count}`, ...header })
        .sign(key ?? current.signing);
    },
  };
  return made;
}
