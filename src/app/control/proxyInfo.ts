import type { LiveCounts } from './feed.ts';

/** What a process that guards something says of itself. */
interface ProxyInfo {
  /** `proxy` stands before an MCP server, `server` answers the API alone (`leash start`). */
  readonly kind: 'proxy' | 'server';
  readonly pid: number;
  readonly version: string;
  /** The MCP server's name; null for `server`. */
  readonly server: string | null;
  /** How clients reach it. */
  readonly transport: 'stdio' | 'http' | 'none';
  /** How the server is started or where it is, for people; null for `server`. */
  readonly upstream: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** One client at one server. */
export interface SessionInfo {
  readonly session: string;
  readonly agent: string;
  readonly agentId: string | null;
  readonly verified: boolean;
  readonly startedAt: number;
}

/** A process that others may look into and steer. */
export interface LiveProxy {
  readonly info: ProxyInfo;
  sessions(): readonly SessionInfo[];
}

/** What a process is up to. */
export interface ProxyStatus {
  readonly info: ProxyInfo;
  /** The newest of its sessions; `sessionCount` says how many there are. */
  readonly sessions: readonly SessionInfo[];
  readonly sessionCount: number;
  readonly counts: LiveCounts;
  readonly held: number;
  readonly grants: number;
  /** Entries that wait to be on disk. */
  readonly backlog: number;
  /** Content hash of the policies in force; null where there are none, and everything is denied. */
  readonly policySet: string | null;
  /** Why there are none. */
  readonly problem: string | null;
  readonly stopped: { readonly reason: string; readonly at: number } | null;
}
