import { onTestFinished } from 'vitest';
import type { EntryDraft, EventDraft } from '../../../src/audit/entry.ts';
import { openAgents, type Agents } from '../../../src/app/agents/openAgents.ts';
import { DEFAULT_CONFIG, type Config } from '../../../src/app/config.ts';
import type { AgentIdentity } from '../../../src/app/control/agentIdentity.ts';
import type { AgentDirectory, TokenReading } from '../../../src/app/control/agents.ts';
import { openAgentWatch, type AgentWatch } from '../../../src/edge/agentWatch.ts';
import type { Home } from '../../../src/edge/home.ts';
import { openAuditLog } from '../../../src/edge/logStore.ts';
import { LeashError } from '../../../src/errors.ts';
import { tempHome } from '../../support/tempHome.ts';

/** By a person at the command line. */
export const CLI = { by: 'cli' } as const;

/** A process that has the agents of a home open, and what it wrote. */
export interface AgentProcess extends Agents {
  readonly home: Home;
  readonly watch: AgentWatch;
  readonly agents: AgentDirectory;
  /** All that it wrote, in order. */
  readonly written: readonly EventDraft[];
  /** From now on the log takes nothing. */
  readonly breakLog: () => void;
}

/** Opens the agents of a home as a process does; several may do so at once. */
export async function agentProcess({
  home = tempHome(),
  config = {},
}: { readonly home?: Home; readonly config?: Partial<Config> } = {}): Promise<AgentProcess> {
  const real = await openAuditLog({ home, warn: () => undefined });
  const watch = await openAgentWatch(home);
  const written: EventDraft[] = [];
  let isBroken = false;
  const kept = (draft: EntryDraft): void => {
    if (draft.phase === 'event') written.push(draft);
  };
  const log = {
    append(draft: EntryDraft, done: Parameters<typeof real.append>[1]) {
      if (isBroken) {
        queueMicrotask(() => done(new LeashError('ERR_LOG_UNAVAILABLE', 'the disk is full')));
        return;
      }
      kept(draft);
      real.append(draft, done);
    },
    note(draft: EntryDraft) {
      kept(draft);
      real.note(draft);
    },
  };
  const opened = openAgents({ home, config: { ...DEFAULT_CONFIG, ...config }, watch, log: () => Promise.resolve(log) });
  onTestFinished(async () => {
    await opened.directory.close();
    await watch.close();
    await real.close();
  });
  return { ...opened, agents: opened.directory, home, watch, written, breakLog: () => void (isBroken = true) };
}

/** Who a token shows; throws where it shows nobody. */
export function identityOf(reading: TokenReading): AgentIdentity {
  if (reading.kind === 'refused') throw new Error(`refused: ${reading.why}`);
  return reading.identity;
}
