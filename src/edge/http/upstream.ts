import type { ToolHeaders } from '../../http/toolHeaders.ts';
import type { Diagnostics } from '../diagnostics.ts';
import type { ParamHeadersOf } from '../transport.ts';
import type { UpstreamCredentials } from './credentials.ts';
import { Caller } from './upstreamCaller.ts';
import { ownHeaders } from './upstreamHeaders.ts';
import { HttpServerTransport } from './upstreamTransport.ts';
import { Wire } from './upstreamWire.ts';

export interface HttpUpstreamOptions {
  /** The MCP endpoint, http or https, without userinfo. */
  readonly url: URL;
  /** With the headers that a person gave. */
  readonly credentials: UpstreamCredentials;
  readonly maxMessageBytes: number;
  /** Requests that may be open at a time. */
  readonly maxExchanges: number;
  readonly diagnostics: Pick<Diagnostics, 'warn'>;
  /** Which arguments the tools want in headers besides. */
  readonly tools: ToolHeaders;
  readonly paramHeadersOf: ParamHeadersOf;
  /** Leash's own, for `User-Agent`. */
  readonly version: string;
}

/** How it ended: there is no process, so no signal and no stderr. */
interface HttpUpstreamExit {
  /** 0 after `shutdown`, null after `kill`. */
  readonly code: number | null;
  readonly signal: null;
  readonly stderr: string;
}

/** A server that is reached over HTTP; in the form of one that is a child. It ends when it is told to. */
export interface HttpUpstream {
  readonly transport: HttpServerTransport;
  readonly exited: Promise<HttpUpstreamExit>;
  /** Resolves once no connection to it is left. */
  readonly gone: Promise<void>;
  /** Lets what is open end, for as long as a child would have; then ends the session and closes all connections. */
  shutdown(): void;
  /** Closes all connections, now. */
  kill(): void;
}

/** What a child has between the end of its input and SIGTERM: time to answer what it has read. */
const SETTLE_MS = 1500;

/** The end of a session is a courtesy. */
const END_SESSION_MS = 1000;

/** Makes ready to speak to a server over HTTP. No connection is opened before there is a message. */
export function openHttpUpstream(options: HttpUpstreamOptions): HttpUpstream {
  const { url, credentials, maxMessageBytes, maxExchanges, diagnostics, version, tools, paramHeadersOf } = options;
  const warn = (message: string): void => diagnostics.warn(message);
  const wire = new Wire(url);
  const caller = new Caller({ wire, credentials, headers: ownHeaders(version) });
  const transport = new HttpServerTransport({
    url,
    caller,
    maxMessageBytes,
    maxExchanges,
    tools,
    paramHeadersOf,
    warn,
  });

  let leave: (exit: HttpUpstreamExit) => void = () => undefined;
  const exited = new Promise<HttpUpstreamExit>((resolve) => {
    leave = resolve;
  });
  const close = (code: number | null): void => {
    transport.close();
    wire.close();
    leave({ code, signal: null, stderr: '' });
  };
  let isLeaving = false;
  const shutdown = async (): Promise<void> => {
    await inTime(SETTLE_MS, () => transport.settled());
    await inTime(END_SESSION_MS, (signal) => transport.endSession(signal));
    close(0);
  };
  return {
    transport,
    exited,
    gone: exited.then(() => undefined),
    shutdown() {
      if (isLeaving) return;
      isLeaving = true;
      void shutdown();
    },
    kill: () => close(null),
  };
}

/** Waits for work, but no longer than this. */
async function inTime(ms: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      abort.abort();
      resolve();
    }, ms);
  });
  await Promise.race([work(abort.signal), late]);
  clearTimeout(timer);
}
