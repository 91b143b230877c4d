import { shownIdentity, type AgentCredential } from './agents/shownIdentity.ts';
import { named } from './control/agentIdentity.ts';
import type { OpenedSession } from './runtime.ts';
import { openService, type ServiceOptions } from './service.ts';

/** Who is proxied, and under which policies. */
export interface SessionOptions extends ServiceOptions {
  /** What the agent says it is. */
  readonly agent: string;
  /** What it shows of itself; null where it merely says its name. */
  readonly credential?: AgentCredential | null;
}

/** Opens a service for one session: closing the session's log closes it all. */
export async function openSession({ agent, credential = null, ...options }: SessionOptions): Promise<OpenedSession> {
  const service = await openService(options);
  const { agents } = service.engine;
  const identity =
    credential === null
      ? named(agent)
      : await shownIdentity(credential, { agents, env: process.env, warn: options.alert });
  const { log, ...opened } = service.open({ agent: identity.name, identity });
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
