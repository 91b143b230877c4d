import type { Instant } from '../audit/entry.ts';
import type { Diagnostics } from '../edge/diagnostics.ts';
import { HttpClientTransport } from '../edge/http/clientTransport.ts';
import type { Principal } from '../edge/http/exchange.ts';
import type { ServerTransport } from '../edge/transport.ts';
import { Room } from '../http/room.ts';
import { Tasks } from '../proxy/tasks.ts';
import { ownerOf } from './http/owner.ts';
import type { Hosted, OpenHosted } from './http/hosted.ts';
import { attend, type Upstream } from './runtime.ts';
import type { Service } from './service.ts';

/** Principals whose tasks are remembered; the one who has been away the longest is forgotten. */
const PRINCIPALS_KEPT = 1000;

/** What all sessions keep for clients that lost their connection; one principal's keep no more than half of it. */
const REPLAY_BYTES = 256 * 1024 * 1024;

/** How long the log may take for what was said last. */
const LAST_RECORDS_MS = 1000;

/** What every hosted session is made of. */
export interface HostingOptions {
  readonly service: Service;
  /** Starts a server's side of its own. */
  readonly startUpstream: () => Promise<Upstream>;
  readonly diagnostics: Diagnostics;
  readonly clock: () => Instant;
}

/** Puts a server and a session behind a client's transport, for each client that the registry lets in. */
export function hostWith({ service, startUpstream, diagnostics, clock }: HostingOptions): OpenHosted {
  const tasksOf = tasksByPrincipal();
  const room = new Room({ maxBytes: REPLAY_BYTES, maxPerOwner: REPLAY_BYTES / 2 });
  return async ({ agent, principal, kind }): Promise<Hosted> => {
    const server = watched(await startUpstream());
    // A stateless call may use the task that another one of the same principal created, and come back to its question.
    const owner = ownerOf(principal);
    const tasks = kind === 'stateless' ? { tasks: tasksOf(owner), owner } : {};
    const opened = orEnding(server, () => service.open({ agent, ...identified(principal), ...tasks }));
    const transport = new HttpClientTransport({ kind, room: room.of(ownerOf(principal)) });
    const { loop, ended } = attend({
      opened,
      server,
      diagnostics,
      clock,
      client: transport,
      paramHeadersOf: (id) => transport.paramHeadersOf(id),
      clientGone: () => undefined,
    });
    const over = ended
      .then(() => loop.close())
      .catch((error: unknown) => diagnostics.warn(`a session did not end in order: ${String(error)}`))
      .then(() => transport.close());
    return {
      transport,
      ended: over,
      get pending() {
        return opened.session.pending;
      },
      get hasTasks() {
        return opened.session.hasTasks;
      },
      get backlog() {
        return transport.unread + server.queued();
      },
      isOpen: (id) => opened.session.isOpen(id),
      owns: (handle, token) => opened.session.owns(handle, token),
      async close() {
        // What is under way is answered: the session closes the server once nothing waits for the log, as at the end of
        // a client on stdin, and whoever then still waits hears how the server ended.
        transport.retire();
        // A server that asks and asks keeps something waiting for the log for ever: it is not waited for.
        const impatience = setTimeout(() => server.shutdown(), LAST_RECORDS_MS);
        await over;
        clearTimeout(impatience);
      },
    };
  };
}

/** Who calls, where a credential has shown it. */
function identified({ identity }: Principal): Pick<Parameters<Service['open']>[0], 'identity'> {
  return identity === undefined ? {} : { identity };
}

/** A server that nothing comes to stand before is left to nobody. */
function orEnding<T>(server: Upstream, open: () => T): T {
  try {
    return open();
  } catch (error) {
    server.kill();
    throw error;
  }
}

/** A server's side, and how many bytes it has not taken yet. */
function watched(server: Upstream): Upstream & { readonly queued: () => number } {
  let transport: ServerTransport | null = null;
  return {
    ...server,
    connect(limits) {
      const connected = server.connect(limits);
      transport = connected;
      return connected;
    },
    queued: () => transport?.queued ?? 0,
  };
}

function tasksByPrincipal(): (key: string) => Tasks {
  const known = new Map<string, Tasks>();
  return (key) => {
    const tasks = known.get(key) ?? new Tasks();
    // Last in, so that the first is who has been away the longest.
    known.delete(key);
    known.set(key, tasks);
    const oldest = known.keys().next();
    if (known.size > PRINCIPALS_KEPT && oldest.done !== true) known.delete(oldest.value);
    return tasks;
  };
}
