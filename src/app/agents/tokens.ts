import { createHash, randomUUID } from 'node:crypto';
import type { AgentTokens } from '../../edge/agentToken.ts';
import type { AgentRecord } from '../../edge/agentRow.ts';
import type { AgentWatch } from '../../edge/agentWatch.ts';
import type { RefusalReason } from '../../edge/http/authRefusals.ts';
import type { AuthSettings } from '../../edge/http/authSettings.ts';
import type { Principal } from '../../edge/http/exchange.ts';
import type { JwtReading } from '../../edge/http/authJwt.ts';
import type { Home } from '../../edge/home.ts';
import { LeashError } from '../../errors.ts';
import { looksLikeId, skeletonOf } from './names.ts';

/** What tokens are issued and read by. */
export interface TokenDeskOptions {
  readonly home: Home;
  readonly watch: AgentWatch;
  readonly issuers: AuthSettings['issuers'];
  /** Whom tokens are for; null for the home. */
  readonly audience: string | null;
  readonly now: () => number;
}

/** Issues the tokens of agents, and tells who a credential shows. */
export interface TokenDesk {
  issue(agent: Pick<AgentRecord, 'id' | 'generation'>, issuedAt: number, expiresAt: number): Promise<string>;
  /** Who a token of Leash's own belongs to; null for one that says that it comes from elsewhere. */
  own(token: string): Promise<Principal | RefusalReason | null>;
  /** Who somebody is whom another credential has shown. */
  place(principal: Principal): Principal | RefusalReason;
  /** Reads a token of any kind that is not a static one. Rejects on what nobody foresaw. */
  read(token: string): Promise<Principal | RefusalReason>;
}

/** Opens the desk; what signs and verifies is loaded with the first token. */
export function tokenDesk(options: TokenDeskOptions): TokenDesk {
  const { watch, now } = options;
  const tokens = late(async () => {
    const { agentTokens, saysLeash, isTokenLike } = await import('../../edge/agentToken.ts');
    return { saysLeash, isTokenLike, agents: agentTokens(options.home, options.audience) };
  });
  const foreign = late(() => foreignReader(options));
  const seen = new Seen();

  const claimsOf = async (token: string, agents: AgentTokens): ReturnType<AgentTokens['verify']> => {
    const known = seen.get(token, now());
    if (known !== null) return known;
    const reading = await agents.verify(token, now());
    if (reading.kind === 'claims') seen.put(token, reading, now());
    return reading;
  };

  const own: TokenDesk['own'] = async (token) => {
    const { isTokenLike, saysLeash, agents } = await tokens();
    if (!isTokenLike(token)) return 'malformed';
    if (!saysLeash(token)) return null;
    const reading = await claimsOf(token, agents);
    if (reading.kind === 'refused') return REASONS[reading.why];
    const { id, generation, expiresAt } = reading.claims;
    const stands = (): AgentRecord | RefusalReason => standingOf(watch, id, generation);
    let agent = stands();
    // It may have been issued a moment ago: who holds a token with our signature may have us look again.
    if (agent === 'no-agent' || agent === 'revoked') {
      await watch.check();
      agent = stands();
    }
    if (typeof agent === 'string') return agent;
    const identity = { name: agent.name, id, verified: true, labels: agent.labels, generation } as const;
    // With the generation: a session of a token that was replaced is not gone on with.
    return { agent: agent.name, key: `agent:${id}:${generation}`, expiresAt, identity };
  };

  const place: TokenDesk['place'] = (principal) => placed(watch, principal);

  return {
    async issue({ id, generation }, issuedAt, expiresAt) {
      const { agents } = await tokens();
      return agents.issue({ id, generation, issuedAt, expiresAt, jti: randomUUID() });
    },
    own,
    place,
    async read(token) {
      const mine = await own(token);
      if (mine !== null) return mine;
      const reading = await (await foreign())(token);
      return reading.kind === 'refused' ? reading.reason : place(reading.principal);
    },
  };
}

/** The agent of a token that is whole, or why it is not good any more. */
function standingOf({ book }: AgentWatch, id: string, generation: number): AgentRecord | RefusalReason {
  if (book instanceof LeashError) return 'no-registry';
  const agent = book.byId.get(id);
  if (agent === undefined) return 'no-agent';
  if (agent.status !== 'active') return agent.status;
  return agent.generation === generation ? agent : 'revoked';
}

/**
 * INVARIANT: nobody becomes a registered agent by a claim that equals its name, or looks like it: the settings have to
 * say that this claim is that agent. A static token is the settings' own word for a name.
 */
function placed({ book }: AgentWatch, principal: Principal): Principal | RefusalReason {
  if (principal.identity !== undefined) return principal;
  const { agent: name, labels = {}, isMapped, key } = principal;
  if (book instanceof LeashError) return 'no-registry';
  if (looksLikeId(name)) return 'agent-name';
  const known = book.byName.get(name);
  const bySettings = isMapped === true || key.startsWith('token:');
  if (!bySettings && book.bySkeleton.has(skeletonOf(name))) return 'taken-name';
  if (known !== undefined && known.status !== 'active') return known.status;
  const isRegistered = known !== undefined && isMapped === true;
  const identity = {
    name,
    id: isRegistered ? known.id : null,
    verified: true,
    // Of a registered agent the registry alone says what it is: what is taken away there is gone at once.
    labels: isRegistered ? known.labels : labels,
  } as const;
  return { ...principal, identity };
}

/** A token of an issuer is for the home where its settings name no audience: nothing listens here that has a URL. */
async function foreignReader({
  home,
  issuers,
  now,
}: TokenDeskOptions): Promise<(token: string) => Promise<JwtReading>> {
  const [{ jwtVerifier }, { homeId, rootKey }] = await Promise.all([
    import('../../edge/http/authJwt.ts'),
    import('../../edge/keys.ts'),
  ]);
  const audience = `leash:${homeId(await rootKey(home))}`;
  return jwtVerifier({ issuers, resource: () => audience, now });
}

/** Makes it once, when it is first needed, and anew where that failed. */
function late<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}

type Claims = Extract<Awaited<ReturnType<AgentTokens['verify']>>, { kind: 'claims' }>;

/** What was verified a moment ago: an agent sends the same token with every call. Who may act is looked up each time. */
class Seen {
  readonly #entries = new Map<string, { readonly claims: Claims; readonly until: number }>();

  get(token: string, now: number): Claims | null {
    const entry = this.#entries.get(hashOf(token));
    return entry !== undefined && now < entry.until ? entry.claims : null;
  }

  put(token: string, claims: Claims, now: number): void {
    if (this.#entries.size >= MOST_SEEN) this.#entries.clear();
    this.#entries.set(hashOf(token), { claims, until: Math.min(claims.claims.expiresAt, now + SEEN_MS) });
  }
}

const MOST_SEEN = 1000;
const SEEN_MS = 30_000;

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

/** The words of a verifier for those who run the server. */
const REASONS: Readonly<
  Record<Extract<Awaited<ReturnType<AgentTokens['verify']>>, { kind: 'refused' }>['why'], RefusalReason>
> = {
  malformed: 'malformed',
  algorithm: 'algorithm',
  signature: 'signature',
  'unknown-key': 'unknown-key',
  expired: 'expired',
  'not-yet-valid': 'not-yet-valid',
  issuer: 'unknown-issuer',
  foreign: 'unknown-issuer',
  audience: 'audience',
  claims: 'claims',
  unforeseen: 'unforeseen',
};
