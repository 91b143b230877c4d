import type { HttpHandler, IncomingDelete, IncomingGet, IncomingPost, Principal } from '../../edge/http/exchange.ts';
import { refuse } from '../../edge/http/refuse.ts';
import { isModernVersion } from '../../http/era.ts';
import type { RefusalKey } from '../../http/refusal.ts';
import type { RequestId } from '../../jsonrpc/message.ts';
import { Backlog } from './backlog.ts';
import type { OpenHosted, Schedule } from './hosted.ts';
import { Hosts } from './hosts.ts';
import type { SessionLimits } from './limits.ts';
import { Pool } from './pool.ts';
import { Sessions } from './sessions.ts';

export interface HandlerOptions {
  readonly open: OpenHosted;
  readonly limits: SessionLimits;
  readonly schedule: Schedule;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Bytes that nobody can foretell. */
  readonly random: (bytes: number) => Uint8Array;
  /** Told when somebody names a session of somebody else's: the beginning of its id is enough to find it. */
  readonly onForeign: (principal: Principal, sessionIdPrefix: string) => void;
  /** Told when a server could not be started, or when a request made something throw. */
  readonly onFailure: (error: unknown) => void;
}

/** Who leads requests to sessions until the listener stops. */
export interface SessionHandler extends HttpHandler {
  /** Refuses all that comes from now on and ends what runs; resolves once all servers are gone. */
  close(): Promise<void>;
}

/** Leads each request to what serves its era: a session of its caller's, or a server that is free. */
export function createSessionHandler(options: HandlerOptions): SessionHandler {
  const { limits, random, onForeign, onFailure } = options;
  const backlog = new Backlog(limits);
  const sessionHosts = new Hosts({
    ...options,
    ...limits,
    backlog,
    kind: 'session',
    max: limits.maxSessions,
    maxPerOwner: limits.maxSessionsPerPrincipal,
    idleMs: limits.sessionIdleMs,
  });
  const statelessHosts = new Hosts({
    ...options,
    ...limits,
    backlog,
    kind: 'stateless',
    max: limits.maxStateless,
    maxPerOwner: limits.maxStatelessPerPrincipal,
    idleMs: limits.statelessIdleMs,
  });
  const sessions = new Sessions({ hosts: sessionHosts, random, onForeign });
  const pool = new Pool(statelessHosts);
  let isClosing = false;

  /** INVARIANT: whatever happens in here, the caller gets one answer. */
  const lead = (request: IncomingDelete & { readonly id?: RequestId | null }, give: () => void): void => {
    const { reply, id = null } = request;
    try {
      if (isClosing) refuse(reply, 'shutting-down', { id });
      else give();
    } catch (error) {
      onFailure(error);
      refuse(reply, 'internal', { id });
    }
  };
  /** The modern era knows no session to open a stream of, or to end. */
  const leadToSession = <R extends IncomingDelete>(request: R, key: RefusalKey, give: (request: R) => void): void =>
    lead(request, () => {
      const { reply, sessionId, protocolVersion } = request;
      const isModern = protocolVersion !== null && isModernVersion(protocolVersion);
      if (sessionId === null || isModern) refuse(reply, key, { headers: { Allow: 'POST' } });
      else give(request);
    });

  return {
    post: (request: IncomingPost) =>
      lead(request, () => (request.era === 'modern' ? pool.post(request) : sessions.post(request))),
    get: (request: IncomingGet) => leadToSession(request, 'get-not-supported', (one) => sessions.get(one)),
    delete: (request: IncomingDelete) => leadToSession(request, 'method-not-allowed', (one) => sessions.delete(one)),
    async close() {
      isClosing = true;
      await Promise.all([sessionHosts.close(), statelessHosts.close()]);
    },
  };
}
