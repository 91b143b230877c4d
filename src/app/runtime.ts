import { setTimeout as delay } from 'node:timers/promises';
import type { Instant } from '../audit/entry.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Authorizer } from '../authz/decision.ts';
import type { Channel } from '../edge/channel.ts';
import type { ServerExit } from '../edge/child.ts';
import type { Diagnostics } from '../edge/diagnostics.ts';
import type { ClientTransport, ParamHeadersOf, ServerTransport } from '../edge/transport.ts';
import type { Session } from '../proxy/session.ts';
import { LineClient } from '../edge/lineTransport.ts';
import type { PinState } from '../pins/pinState.ts';
import type { DutyServants, Inspector } from './duties.ts';
import { Loop } from './loop.ts';
import { onStopSignals, signalExitCode } from './stopSignals.ts';

/** What has to be loaded before the first line can be judged. */
export interface OpenedSession extends Omit<DutyServants, 'pins'> {
  readonly session: Session;
  readonly log: AuditLog;
  /** Looks at what the server lists, and calls back when something else is accepted; absent where nothing is held to anything. */
  readonly pins?: Inspector & { readonly onChange: (listener: (state: PinState) => void) => () => void };
  /** Longest message that is accepted, in bytes. */
  readonly maxLineBytes: number;
  /** Calls back with each policy set that comes into force; returns what ends that. */
  readonly onPolicyChange: (listener: (authorizer: Authorizer) => void) => () => void;
}

/** The server's side while it lasts: a child, or a connection. */
export interface Upstream {
  /** Messages to and from it, once it is known how long they may be. */
  connect(limits: { readonly maxLineBytes: number; readonly paramHeadersOf?: ParamHeadersOf }): ServerTransport;
  /** Resolves once it has ended and all that it said has been delivered. */
  readonly exited: Promise<ServerExit>;
  /** Resolves once nothing of it is left. */
  readonly gone: Promise<void>;
  /** Asks it to leave. */
  shutdown(): void;
  /** Ends it now. */
  kill(): void;
}

export interface ProxyOptions {
  /** Starts the server's side; throws where it cannot be started. */
  readonly startUpstream: () => Promise<Upstream>;
  readonly client: Channel;
  readonly diagnostics: Diagnostics;
  readonly clock: () => Instant;
  /** Loads policies, keys and the log, while the server boots. */
  readonly openSession: () => Promise<OpenedSession>;
  /** Where SIGTERM, SIGINT and SIGHUP arrive: the process. */
  readonly signals: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
}

/** Exit code where Leash itself failed (sysexits, EX_SOFTWARE). */
const EXIT_INTERNAL = 70;

/** How long a client that wants to leave, or has left, may take to read the last answers. */
const FAREWELL_MS = 2000;

/**
 * Runs one server behind the policies until it ends, and returns the exit code: the server's own, 128 + n where a signal
 * ended it or us. Throws where the server cannot be started or the session cannot be opened; nothing is left running.
 */
export async function runProxy(options: ProxyOptions): Promise<number> {
  const server = await options.startUpstream();
  const leaving = once();
  const insisted = once();
  const stop = onStopSignals(options.signals, {
    asked() {
      leaving.tell();
      server.shutdown();
    },
    insisted() {
      server.kill();
      insisted.tell();
    },
  });
  try {
    const exitCode = await Promise.race([serve(options, server, leaving), insisted.told]);
    return stop.exitCode ?? exitCode ?? EXIT_INTERNAL;
  } finally {
    stop.dispose();
  }
}

async function serve(options: ProxyOptions, server: Upstream, leaving: Once): Promise<number> {
  const { diagnostics } = options;
  const opened = await open(options, server);
  const { loop, ended } = attend({
    ...options,
    opened,
    server,
    client: new LineClient(options.client, opened),
    clientGone: leaving.tell,
  });
  const exit = await ended;
  await inTime(loop.close(), leaving.told);
  await inTime(diagnostics.flushed(), Promise.resolve());
  return loop.failed ? EXIT_INTERNAL : exitCodeOf(exit);
}

/** What one session needs to run. */
export interface Attended extends Pick<ProxyOptions, 'diagnostics' | 'clock'> {
  readonly opened: OpenedSession;
  readonly server: Upstream;
  readonly client: ClientTransport;
  readonly clientGone: () => void;
  readonly paramHeadersOf?: ParamHeadersOf;
}

/** Runs a session between a client and a server; `ended` resolves once the server is gone and the session's log closed. */
export function attend(options: Attended): { readonly loop: Loop; readonly ended: Promise<ServerExit> } {
  const { opened, server, diagnostics } = options;
  const loop = new Loop({
    ...options,
    ...opened,
    server: server.connect({ ...options, ...opened }),
    closeServer: () => server.shutdown(),
  });
  const ignorePolicies = opened.onPolicyChange((authorizer) => loop.policyChanged(authorizer));
  const ignorePins = opened.pins?.onChange((state) => loop.pinsChanged(state));
  loop.start();
  const untilGone = async (): Promise<ServerExit> => {
    const exit = await server.exited;
    await loop.serverExited(exit);
    ignorePolicies();
    ignorePins?.();
    await server.gone;
    await opened.log
      .close()
      .catch((error: unknown) => diagnostics.warn(`the audit log did not close: ${String(error)}`));
    return exit;
  };
  return { loop, ended: untilGone() };
}

async function open({ openSession }: ProxyOptions, server: Upstream): Promise<OpenedSession> {
  try {
    return await openSession();
  } catch (error) {
    server.shutdown();
    await server.gone;
    throw error;
  }
}

function exitCodeOf({ code, signal }: ServerExit): number {
  return code ?? (signal === null ? EXIT_INTERNAL : signalExitCode(signal));
}

/** Waits for the work, but no longer than the farewell once somebody is leaving. */
async function inTime(work: Promise<void>, leaving: Promise<void>): Promise<void> {
  await Promise.race([work, leaving.then(() => delay(FAREWELL_MS, undefined, { ref: false }))]);
}

interface Once {
  readonly told: Promise<void>;
  readonly tell: () => void;
}

function once(): Once {
  let tell = (): void => undefined;
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return { told, tell };
}
