import type { AuditLog } from '../../audit/log.ts';
import type { AgentWatch } from '../../edge/agentWatch.ts';
import { systemClock } from '../../edge/clock.ts';
import type { AgentRegistry } from '../../edge/http/auth.ts';
import type { Home } from '../../edge/home.ts';
import { LeashError } from '../../errors.ts';
import type { Config } from '../config.ts';
import type { AgentDirectory } from '../control/agents.ts';
import { openDirectory } from './directory.ts';
import { refusalRecorder } from './refusals.ts';
import { tokenDesk } from './tokens.ts';

/** The agents of a home, for all that asks about them. */
export interface Agents {
  readonly directory: AgentDirectory;
  /** For listeners, which record what they refuse by themselves. */
  readonly registry: AgentRegistry;
}

/** What it rests on. */
export interface AgentsOptions {
  readonly home: Home;
  readonly config: Pick<Config, 'agents' | 'auth'>;
  readonly watch: AgentWatch;
  /** The log, asked for with the first entry. */
  readonly log: () => Promise<Pick<AuditLog, 'append' | 'note'>>;
}

/** Opens the agents of a home. Nothing is loaded that nobody needs yet. */
export function openAgents({ home, config, watch, log }: AgentsOptions): Agents {
  const tokens = tokenDesk({
    home,
    watch,
    issuers: config.auth.issuers,
    audience: config.agents.tokenAudience,
    now: Date.now,
  });
  const refusals = refusalRecorder({
    now: Date.now,
    note(detail) {
      const about = { session: 'leash', agent: 'leash', server: 'leash' };
      // A log that cannot be opened has been told of already, and whoever gave the token is refused all the same.
      void log().then(
        (opened) => opened.note({ ...about, phase: 'event', event: 'token_refused', at: systemClock(), detail }),
        () => undefined,
      );
    },
  });
  return {
    directory: openDirectory({ home, log, watch, tokens, refusals }),
    registry: {
      own: (token) => tokens.own(token),
      place: (principal) => tokens.place(principal),
      refused: (reason) => refusals.refused(reason),
      get hasAgents() {
        return watch.book instanceof LeashError || watch.book.byId.size > 0;
      },
    },
  };
}
