import { createHash } from 'node:crypto';
import { LeashError } from '../../errors.ts';
import { readBearer } from './authBearer.ts';
import { VerifiedTokens } from './authCache.ts';
import type { JwtReading } from './authJwt.ts';
import { resourceMetadata } from './authMetadata.ts';
import { refusalDesk, type RefusalReason } from './authRefusals.ts';
import type { AuthSettings } from './authSettings.ts';
import { staticTokens } from './authStatic.ts';
import type { Authenticator, AuthRefusal, Principal } from './exchange.ts';

/** What an authenticator is made of. */
export interface AuthenticatorOptions {
  /** `--auth`: nobody comes in without a token. */
  readonly required: boolean;
  /** Whose name everybody acts under where nobody needs a token. */
  readonly agent: string;
  readonly settings: AuthSettings;
  /** This server as clients know it: `--public-url`, else where it listens, which is known only once it does. */
  readonly resource: () => URL;
  /** What people call the server. */
  readonly name: string;
  readonly warn: (message: string) => void;
  /** Null where there is none to ask. */
  readonly registry?: AgentRegistry | null;
}

/** What is known of agents besides the settings. */
export interface AgentRegistry {
  /** Who a token of Leash's own belongs to, or why it is not good; null for one that says that it comes from elsewhere. */
  own(token: string): Promise<Principal | RefusalReason | null>;
  /** Who somebody is whom another credential has shown, or why nobody may come in so. */
  place(principal: Principal): Principal | RefusalReason;
  /** Whether there is anybody to let in. */
  readonly hasAgents: boolean;
  /** Told of each token that is not good. */
  refused(reason: RefusalReason): void;
}

/** Tells who calls over HTTP. Throws `ERR_CONFIG_INVALID` where tokens are needed and none would be taken. */
export function openAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { required, agent, settings, registry = null } = options;
  if (!required) return { authenticate: () => Promise.resolve({ agent, key: 'anonymous' }), metadata: null };
  if (settings.tokens.length === 0 && settings.issuers.length === 0 && registry?.hasAgents !== true) {
    throw new LeashError(
      'ERR_CONFIG_INVALID',
      '--auth would let nobody in: run `leash agents register NAME`, or `leash token new AGENT` and add what it prints to config.yaml, or name an issuer under `identity.issuers`',
    );
  }
  return authenticatorOf(options);
}

function authenticatorOf({ settings, resource, name, warn, registry = null }: AuthenticatorOptions): Authenticator {
  const now = Date.now;
  const desk = refusalDesk({ warn, now });
  const byHash = staticTokens(settings.tokens);
  const verified = new VerifiedTokens();
  const verify = settings.issuers.length === 0 ? null : lateVerifier({ issuers: settings.issuers, resource, now });

  const shownBy = async (token: string): Promise<Principal | RefusalReason> => {
    const hash = createHash('sha256').update(token).digest();
    const given = byHash(hash);
    if (given !== null) return given;
    if (!LOOKS_LIKE_JWT.test(token)) return 'unknown-token';
    const own = await registry?.own(token);
    if (own != null) return own;
    if (verify === null) return 'unknown-token';
    const key = hash.toString('base64');
    const seen = verified.get(key, now());
    if (seen !== null) return seen;
    const reading = await verify(token);
    if (reading.kind === 'refused') return reading.reason;
    verified.put(key, reading.principal, { now: now(), expiresAt: reading.expiresAt });
    return reading.principal;
  };

  const admit = async (token: string): Promise<Principal | AuthRefusal> => {
    const shown = await shownBy(token).catch((): RefusalReason => 'unforeseen');
    // INVARIANT: placed with each request: what was verified a moment ago may be suspended now.
    const placed = typeof shown === 'string' || registry === null ? shown : registry.place(shown);
    if (typeof placed !== 'string') return placed;
    registry?.refused(placed);
    return desk.refuse(placed);
  };

  return {
    async authenticate(authorization) {
      try {
        if (authorization === null) return desk.refuse('no-credentials');
        const presented = readBearer(authorization);
        return presented.kind === 'token' ? await admit(presented.token) : desk.refuse(presented.kind);
      } catch {
        return desk.refuse('unforeseen');
      }
    },
    get metadata() {
      return resourceMetadata({ resource: resource(), name, issuers: settings.issuers });
    },
  };
}

const LOOKS_LIKE_JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Loads what verifies JWTs with the first one. */
function lateVerifier(options: {
  readonly issuers: AuthSettings['issuers'];
  readonly resource: () => URL;
  readonly now: () => number;
}): (token: string) => Promise<JwtReading> {
  let opened: Promise<(token: string) => Promise<JwtReading>> | null = null;
  return async (token) => {
    opened ??= import('./authJwt.ts').then(({ jwtVerifier }) => jwtVerifier(options));
    return (await opened)(token);
  };
}
