import { access, constants } from 'node:fs/promises';
import { openGate } from '../gate/openGate.ts';
import type { Engine } from '../engine.ts';
import { openAccess, type Access } from './access.ts';
import { approvalDesk, type ApprovalDesk } from './approvalDesk.ts';
import { eventStream, type StreamOptions } from './eventStream.ts';
import { fleetOf, type Fleet } from './fleet.ts';
import type { Gate } from './gate.ts';
import { allEvents, ownEvents, type LiveSource } from './liveSource.ts';
import type { Meter } from './meter.ts';
import { metricsText } from './metrics.ts';
import type { LiveProxy, ProxyStatus } from './proxyInfo.ts';
import { proxyStatus } from './proxyStatus.ts';

/** Everything that people and agents may see and do in a process; the admin API only puts it into words. */
export interface Control {
  readonly engine: Engine;
  readonly access: Access;
  readonly gate: Gate;
  readonly approvals: ApprovalDesk;
  /** The other processes of the home; null where they are not this one's business. */
  readonly fleet: Fleet | null;
  status(): ProxyStatus;
  /** Why it is not ready to let anything through; empty where it is. */
  readiness(): Promise<readonly string[]>;
  metrics(): string;
  events(options: EventOptions): AsyncGenerator<string, void>;
  /** Does what takes long, one at a time; null where something else is being done: whoever asks may ask again. */
  alone<T>(work: () => Promise<T>): Promise<T> | null;
}

/** What of the events is told. */
interface EventOptions extends Pick<StreamOptions, 'lastEventId' | 'rate' | 'wants' | 'signal'> {
  /** This process alone. */
  readonly local: boolean;
  /** Whether the state of this process is told too. */
  readonly status: boolean;
}

export interface ControlOptions {
  readonly engine: Engine;
  readonly proxy: LiveProxy;
  readonly meter: Meter;
  /** The admin token. */
  readonly token: string;
  /** This process's name in `run/`. */
  readonly self: () => string | null;
}

/** Puts a process into the hands of those who may steer it. */
export function controlOf({ engine, proxy, meter, token, self }: ControlOptions): Control {
  const isServer = proxy.info.kind === 'server';
  const fleet = isServer ? fleetOf(engine.home, self) : null;
  const own = ownEvents(engine);
  const all: LiveSource = fleet === null ? own : allEvents(engine, fleet);
  const run = proxy.info.startedAt.toString(36) + proxy.info.pid.toString(36);
  const status = (): ProxyStatus => proxyStatus(engine, proxy);
  let isBusy = false;
  return {
    engine,
    fleet,
    status,
    gate: openGate(engine),
    approvals: approvalDesk(engine.approvals, fleet),
    access: openAccess({
      token,
      agents: engine.agents,
      now: () => performance.now(),
      note: (agent, detail) =>
        engine.note({ session: `api-${run}`, agent, server: proxy.info.server ?? 'api' }, 'api_refused', detail),
    }),
    async readiness() {
      const { problem, stopped } = status();
      const log = await access(engine.home.shards, constants.W_OK).then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      return [
        ...(problem === null ? [] : [problem]),
        ...(stopped === null ? [] : [`everything is stopped${stopped.reason === '' ? '' : `: ${stopped.reason}`}`]),
        ...(log === null ? [] : [`the log cannot be written: ${log}`]),
      ];
    },
    metrics() {
      const { user, system } = process.cpuUsage();
      const figures = {
        rssBytes: process.memoryUsage.rss(),
        cpuSeconds: (user + system) / 1e6,
        startedAt: proxy.info.startedAt,
      };
      return metricsText(status(), meter, figures);
    },
    events({ local, status: tellsStatus, ...options }) {
      return eventStream({
        ...options,
        source: local ? own : all,
        // Numbers of the one mean nothing to the other.
        run: local || all === own ? run : `${run}a`,
        status: tellsStatus ? status : null,
        held: () => engine.approvals.held().length,
      });
    },
    alone(work) {
      if (isBusy) return null;
      isBusy = true;
      return work().finally(() => {
        isBusy = false;
      });
    },
  };
}
