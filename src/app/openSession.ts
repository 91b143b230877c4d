import type { OpenedSession } from './runtime.ts';
import { openService, type ServiceOptions } from './service.ts';

/** Who is proxied, and under which policies. */
export interface SessionOptions extends ServiceOptions {
  readonly agent: string;
}

/** Opens a service for one session: closing the session's log closes it all. */
export async function openSession({ agent, ...options }: SessionOptions): Promise<OpenedSession> {
  const service = await openService(options);
  const { log, ...opened } = service.open({ agent });
  return {
    ...opened,
    log: {
      append: (draft, done) => log.append(draft, done),
      note: (draft) => log.note(draft),
      get backlog() {
        return log.backlog;
      },
      async close() {
        await log.close();
        await service.close();
      },
    },
  };
}
