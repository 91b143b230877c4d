import { openEngine } from './engine.ts';
import type { ControlHost } from './control/host.ts';

/** What `leash start` runs. */
export interface ControlServerOptions {
  readonly home: string | null;
  readonly policy: readonly string[];
  readonly version: string;
  readonly host: ControlHost;
  /** What people should know. */
  readonly alert: (message: string) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Answers the admin API for whoever has no MCP server, until the signal ends it. Throws where it cannot listen. */
export async function runControlServer(options: ControlServerOptions): Promise<void> {
  const { home, policy, version, host, alert, signal } = options;
  const engine = await openEngine({ home, policy, observe: false, durability: null, alert });
  try {
    const info = {
      kind: 'server',
      pid: process.pid,
      version,
      server: null,
      transport: 'none',
      upstream: null,
      startedAt: Date.now(),
    } as const;
    const policies = engine.policies();
    if (policies instanceof Error) for (const line of policies.message.split('\n')) alert(line);
    const opened = await host.open(engine, { info, sessions: () => [] });
    // Policies are looked after as they are for a session, though nobody waits for them here.
    const ignore = engine.onChange({ identity: NOBODY, server: 'api' }, () => undefined);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    ignore();
    await opened.close();
  } finally {
    await engine.close();
  }
}

const NOBODY = { name: '', id: null, verified: false, labels: {} };
