import type { AuditLog } from '../../audit/log.ts';
import { openAgentWatch } from '../../edge/agentWatch.ts';
import type { Home } from '../../edge/home.ts';
import { openAuditLog } from '../../edge/logStore.ts';
import { LeashError } from '../../errors.ts';
import type { AgentDirectory } from '../control/agents.ts';
import { readConfig } from '../readConfig.ts';
import { openAgents } from './openAgents.ts';

/** Works with the agents of a home that no process of ours has open; its log is opened with the first change. */
export async function withAgents<T>(home: Home, work: (agents: AgentDirectory) => Promise<T>): Promise<T> {
  const { config, problems } = readConfig(home);
  if (problems.length > 0) throw new LeashError('ERR_CONFIG_INVALID', problems.join('\n'));
  const opened: Promise<AuditLog>[] = [];
  const log = (): Promise<AuditLog> => {
    // What goes wrong with the log is thrown by what is appended.
    const one = opened[0] ?? openAuditLog({ home, settings: config, warn: () => undefined });
    opened[0] = one;
    return one;
  };
  const watch = await openAgentWatch(home);
  const { directory } = openAgents({ home, config, watch, log });
  try {
    return await work(directory);
  } finally {
    await Promise.allSettled([directory.close(), watch.close()]);
    await opened[0]?.then((one) => one.close());
  }
}
