import { startServer, type ServerCommand } from '../edge/child.ts';
import { LineServer } from '../edge/lineTransport.ts';
import type { Upstream } from './runtime.ts';

/** Starts a server as our child, to be spoken to over its stdin and stdout. Throws `ERR_SPAWN_FAILED`. */
export async function startChild(command: ServerCommand): Promise<Upstream> {
  const server = await startServer(command);
  return {
    connect: (limits) => new LineServer(server.channel, limits),
    exited: server.exited,
    gone: server.gone,
    shutdown: () => server.shutdown(),
    kill: () => server.kill(),
  };
}
