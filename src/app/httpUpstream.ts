import type { ServerExit } from '../edge/child.ts';
import type { Diagnostics } from '../edge/diagnostics.ts';
import type { Home } from '../edge/home.ts';
import type { HttpUpstream } from '../edge/http/upstream.ts';
import type { ToolHeaders } from '../http/toolHeaders.ts';
import type { UpstreamTarget } from './target.ts';
import type { Upstream } from './runtime.ts';

/** What all connections to one server share. */
export interface HttpUpstreamOptions {
  readonly target: Extract<UpstreamTarget, { kind: 'url' }>;
  readonly home: Home;
  readonly diagnostics: Diagnostics;
  readonly version: string;
  /** What the tools want in headers, learnt by all sessions together. */
  readonly tools: ToolHeaders;
}

/** Most requests that one session may have open at the server. */
const MAX_EXCHANGES = 1000;

const CLOSED: ServerExit = { code: 0, signal: null, stderr: '' };

/** Prepares to speak to a server at a URL; each call of what it returns is a session of its own, under one credential. */
export async function httpUpstreams(options: HttpUpstreamOptions): Promise<() => Promise<Upstream>> {
  const [{ openHttpUpstream }, { openUpstreamCredentials }] = await Promise.all([
    import('../edge/http/upstream.ts'),
    import('../edge/http/upstreamCredentials.ts'),
  ]);
  const { target, home, diagnostics, version, tools } = options;
  const credentials = openUpstreamCredentials({ ...target, home, warn: (message) => diagnostics.warn(message) });
  return () =>
    Promise.resolve(
      connected(({ maxLineBytes, paramHeadersOf = () => [] }) =>
        openHttpUpstream({
          url: target.url,
          credentials,
          maxMessageBytes: maxLineBytes,
          maxExchanges: MAX_EXCHANGES,
          diagnostics,
          version,
          tools,
          paramHeadersOf,
        }),
      ),
    );
}

/** An upstream that exists once it is known how long its messages may be. */
function connected(open: (limits: Parameters<Upstream['connect']>[0]) => HttpUpstream): Upstream {
  let upstream: HttpUpstream | null = null;
  const { promise: exited, resolve } = withResolvers<ServerExit>();
  return {
    connect(limits) {
      const opened = open(limits);
      upstream = opened;
      void opened.gone.then(() => opened.exited).then(resolve);
      return opened.transport;
    },
    exited,
    gone: exited.then(() => undefined),
    shutdown() {
      if (upstream === null) resolve(CLOSED);
      else upstream.shutdown();
    },
    kill() {
      if (upstream === null) resolve(CLOSED);
      else upstream.kill();
    },
  };
}

/** `Promise.withResolvers`, which Node has from version 22. */
function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((told) => {
    resolve = told;
  });
  return { promise, resolve };
}
