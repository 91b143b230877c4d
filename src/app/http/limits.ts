import type { BacklogLimits } from './backlog.ts';

/** How many servers the callers of a listener may have running, and for how long they are kept unused. */
export interface SessionLimits extends BacklogLimits {
  /** Sessions of the legacy era, those included whose servers are still ending. */
  readonly maxSessions: number;
  readonly maxSessionsPerPrincipal: number;
  /** A session ends after so long without an open request or stream. */
  readonly sessionIdleMs: number;
  /** Servers for the calls of the modern era, which know no session. */
  readonly maxStateless: number;
  readonly maxStatelessPerPrincipal: number;
  readonly statelessIdleMs: number;
  /** Where all places are taken, one that has been unused for so long gives way. */
  readonly graceMs: number;
  /** How long a server may take to start. */
  readonly openMs: number;
}

const MINUTE_MS = 60_000;

/** As much as all bodies that are being read. */
const BACKLOG_BYTES = 256 * 1024 * 1024;

/** A child is a process; a session with an HTTP server is some memory and at most a few sockets. */
const PLACES = {
  child: { sessions: 64, stateless: 8 },
  http: { sessions: 2048, stateless: 256 },
} as const;

/** The limits that fit what is behind the listener. Where callers are told apart, nobody gets more than half of it. */
export function sessionLimits(options: {
  readonly upstream: keyof typeof PLACES;
  readonly manyPrincipals: boolean;
}): SessionLimits {
  const { sessions, stateless } = PLACES[options.upstream];
  const share = options.manyPrincipals ? 2 : 1;
  return {
    maxSessions: sessions,
    maxSessionsPerPrincipal: sessions / share,
    sessionIdleMs: 30 * MINUTE_MS,
    maxStateless: stateless,
    maxStatelessPerPrincipal: stateless / share,
    statelessIdleMs: MINUTE_MS,
    graceMs: MINUTE_MS / 2,
    openMs: MINUTE_MS / 2,
    maxBacklogBytes: BACKLOG_BYTES,
    maxBacklogBytesPerPrincipal: BACKLOG_BYTES / share,
  };
}
