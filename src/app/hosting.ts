import type { Instant } from '../audit/entry.ts';
import type { Diagnostics } from '../edge/diagnostics.ts';
import { HttpClientTransport } from '../edge/http/clientTransport.ts';
import { Tasks } from '../proxy/tasks.ts';
import { ownerOf } from './http/owner.ts';
import type { Hosted, OpenHosted } from './http/hosted.ts';
import { attend, type Upstream } from './runtime.ts';
import type { Service } from './service.ts';

/** Principals whose tasks are remembered; the one who has been away the longest is forgotten. */
const PRINCIPALS_KEPT = 1000;

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
  return async ({ agent, principal, kind }): Promise<Hosted> => {
    const server = await startUpstream();
    // A stateless call may use the task that another one of the same principal created.
    const opened = service.open({ agent, ...(kind === 'stateless' ? { tasks: tasksOf(ownerOf(principal)) } : {}) });
    const transport = new HttpClientTransport({ kind });
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
      isOpen: (id) => opened.session.isOpen(id),
      owns: (handle, token) => opened.session.owns(handle, token),
      async close() {
        transport.close();
        server.shutdown();
        await over;
      },
    };
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
