import { controlHost, type AdminListen } from '../app/control/controlHost.ts';
import type { ControlHost } from '../app/control/host.ts';

/** The admin API for a process; what answers is loaded once somebody asks. */
export function adminHost(options: {
  readonly listen: AdminListen | null;
  readonly say: (message: string) => void;
  readonly listening?: (url: string) => void;
}): ControlHost {
  const { listen, say } = options;
  return controlHost({
    listen,
    warn: say,
    listening: options.listening ?? ((url) => say(`the admin API listens on ${url}`)),
    load: async () => (await import('../admin/handler.ts')).adminHandler,
  });
}
