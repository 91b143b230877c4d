/** What a process that guards something says of itself. */
export interface ProxyInfo {
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
