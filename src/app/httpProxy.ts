import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Instant } from '../audit/entry.ts';
import type { Diagnostics } from '../edge/diagnostics.ts';
import { openAuthenticator } from '../edge/http/auth.ts';
import type { AuthSettings } from '../edge/http/authSettings.ts';
import { DEFAULT_HTTP_LIMITS } from '../edge/http/httpLimits.ts';
import { openHttpListener, type HttpListener } from '../edge/http/listener.ts';
import { assertSafeListen } from './safeListen.ts';
import { LeashError } from '../errors.ts';
import { loopbackHosts } from '../http/allowedHosts.ts';
import { hostWith } from './hosting.ts';
import { createSessionHandler, type SessionHandler } from './http/handler.ts';
import type { Schedule } from './http/hosted.ts';
import { sessionLimits } from './http/limits.ts';
import type { Upstream } from './runtime.ts';
import { openService, type Service, type ServiceOptions } from './service.ts';
import { onStopSignals } from './stopSignals.ts';
import type { ListenOptions, UpstreamTarget } from './target.ts';

/** What it takes to serve many clients over HTTP. */
export interface HttpProxyOptions extends ServiceOptions {
  /** The name of callers who are not asked for one. */
  readonly agent: string;
  readonly listen: ListenOptions;
  readonly upstream: UpstreamTarget;
  readonly startUpstream: () => Promise<Upstream>;
  readonly diagnostics: Diagnostics;
  readonly clock: () => Instant;
  /** Where SIGTERM, SIGINT and SIGHUP arrive: the process. */
  readonly signals: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
}

/** Where MCP is spoken. */
const PATH = '/mcp';

/** Serves clients over HTTP until a signal ends it; returns the exit code. Throws where it cannot listen. */
export async function runHttpProxy(options: HttpProxyOptions): Promise<number> {
  const { listen, diagnostics, signals } = options;
  assertSafeListen({ host: listen.host, auth: listen.auth, insecure: listen.insecureNoAuth });
  const asked = new Promise<number>((resolve) => {
    const stop = onStopSignals(signals, {
      asked: () => resolve(stop.exitCode ?? 0),
      // The first signal's ending is under way, and nobody is waited for any more.
      insisted: () => process.exit(stop.exitCode ?? 0),
    });
  });
  const service = await openService(options);
  const running = await start(options, service).catch(async (error: unknown) => {
    await service.close();
    throw error;
  });
  diagnostics.announce(`listening on ${running.listener.url}`);
  const exitCode = await asked;
  const settled = running.handler.close();
  await Promise.all([settled, running.listener.close(settled)]);
  await service.close().catch((error: unknown) => diagnostics.warn(`the audit log did not close: ${String(error)}`));
  await diagnostics.flushed();
  return exitCode;
}

interface Running {
  readonly listener: HttpListener;
  readonly handler: SessionHandler;
}

async function start(options: HttpProxyOptions, service: Service): Promise<Running> {
  const { listen, diagnostics, agent, server, upstream } = options;
  const warn = (message: string): void => diagnostics.warn(message);
  assertNamed(listen, service.config.auth.issuers);
  let listening: URL | null = listen.publicUrl;
  const authenticator = openAuthenticator({
    required: listen.auth,
    agent,
    settings: service.config.auth,
    resource: () => listening ?? new URL(`http://${listen.host}:${listen.port}${PATH}`),
    name: server,
    warn,
    registry: service.engine.registry,
  });
  const handler = createSessionHandler({
    open: hostWith({ ...options, service }),
    limits: sessionLimits({ upstream: upstream.kind === 'url' ? 'http' : 'child', manyPrincipals: listen.auth }),
    schedule,
    now: () => performance.now(),
    random: (bytes) => randomBytes(bytes),
    onForeign: (principal, prefix) => service.noteForeign(principal.agent, prefix),
    onFailure: (error) => warn(`a request was refused: ${error instanceof Error ? error.message : String(error)}`),
  });
  const listener = await openHttpListener({
    ...listen,
    path: PATH,
    allowedHosts: [...loopbackHosts(), ...listen.allowHosts],
    authenticator,
    handler,
    limits: { ...DEFAULT_HTTP_LIMITS, maxBodyBytes: service.config.maxLineBytes },
    diagnostics,
    tools: options.toolHeaders,
  });
  listening ??= new URL(listener.url);
  return { listener, handler };
}

/** A token is for whoever it names, so Leash has to know its own name: it can be that of no wildcard. */
function assertNamed({ host, auth, publicUrl }: ListenOptions, issuers: AuthSettings['issuers']): void {
  const isWildcard = ['0.0.0.0', '::'].includes(host);
  if (!auth || !isWildcard || publicUrl !== null || issuers.every(({ audience }) => audience !== null)) return;
  throw new LeashError(
    'ERR_USAGE',
    `tokens of an issuer name whom they are for, and \`${host}\` is nobody's name: add --public-url, or an \`audience\` to each of \`identity.issuers\``,
  );
}

/** Calls back later, and keeps no process alive for it. */
const schedule: Schedule = (ms, callback) => {
  const timer = setTimeout(callback, ms).unref();
  return () => clearTimeout(timer);
};
