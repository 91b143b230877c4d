import { systemClock } from '../edge/clock.ts';
import { openDiagnostics, type Diagnostics } from '../edge/diagnostics.ts';
import { locateHome } from '../edge/home.ts';
import { ToolHeaders } from '../http/toolHeaders.ts';
import { openClientStdio } from '../edge/stdio.ts';
import { startChild } from './childUpstream.ts';
import type { SessionOptions } from './openSession.ts';
import { runProxy, type Upstream } from './runtime.ts';
import type { ListenOptions, UpstreamTarget } from './target.ts';

/** What `leash-mcp` runs. */
export interface ProxyCommand extends Omit<SessionOptions, 'alert' | 'tell' | 'toolHeaders' | 'isHttpClient'> {
  readonly upstream: UpstreamTarget;
  /** Null where the client speaks to us over stdin and stdout. */
  readonly listen: ListenOptions | null;
  /** `error` says only what stops the proxy, `warn` what a person should know, `info` each decision too. */
  readonly logLevel: 'error' | 'warn' | 'info';
}

/** Runs a server behind Leash, for one client on stdin and stdout or for many over HTTP; returns the exit code. */
export async function runProxyCommand(command: ProxyCommand): Promise<number> {
  const diagnostics = openDiagnostics();
  const alert = (message: string): void => {
    if (command.logLevel !== 'error') diagnostics.warn(message);
  };
  const isHttpClient = command.upstream.kind === 'url';
  const toolHeaders = new ToolHeaders();
  const options = {
    ...command,
    isHttpClient,
    toolHeaders,
    transport: command.listen === null ? ('stdio' as const) : ('http' as const),
    alert,
    tell: command.logLevel === 'info' ? alert : null,
    diagnostics: { ...diagnostics, warn: alert },
    clock: systemClock,
    signals: process,
    startUpstream: starter(command, { ...diagnostics, warn: alert }, toolHeaders),
  };
  if (command.listen !== null) {
    const { runHttpProxy } = await import('./httpProxy.ts');
    return runHttpProxy({ ...options, listen: command.listen });
  }
  return runProxy({
    ...options,
    client: openClientStdio(),
    async openSession() {
      // The server boots meanwhile: it was started before this is loaded.
      const { openSession } = await import('./openSession.ts');
      return openSession(options);
    },
  });
}

/** Starts the server's side as often as it is asked to; what the connections share is prepared once. */
function starter(
  { upstream, home, version, credential }: ProxyCommand,
  diagnostics: Diagnostics,
  tools: ToolHeaders,
): () => Promise<Upstream> {
  if (upstream.kind === 'command') {
    // Who can read the token can be the agent: it is none of the server's business.
    const secrets = credential?.token.kind === 'env' ? [credential.token.name] : [];
    return () => startChild({ ...upstream, environment: process.env, secrets, diagnostics });
  }
  let prepared: Promise<() => Promise<Upstream>> | null = null;
  const prepare = async (): Promise<() => Promise<Upstream>> => {
    const { httpUpstreams } = await import('./httpUpstream.ts');
    return httpUpstreams({ target: upstream, home: locateHome(home ?? undefined), diagnostics, version, tools });
  };
  return async () => (await (prepared ??= prepare()))();
}
