import type { AgentFacts } from '../authz/request.ts';
import type { Home } from '../edge/home.ts';
import { readStopSwitch, type Stopped } from '../edge/stopSwitch.ts';
import type { AgentIdentity } from './control/agentIdentity.ts';

/** Whether agents may act at all, before any policy is asked: nothing is stopped, and the agent is in good standing. */
export interface Standing {
  /** Why nothing of this agent's may pass now; null where the policies are to be asked. */
  barred(agent: AgentIdentity): string | null;
  /** What policies may know of the agent. */
  factsOf(agent: AgentIdentity): AgentFacts;
  /** Why everything is stopped; null where it is not. */
  readonly stopped: Stopped | null;
  /** Calls back when any of this may have changed; returns what ends that. */
  onChange(listener: () => void): () => void;
  close(): void;
}

export interface StandingOptions {
  readonly home: Home;
  /** Calls its argument every now and then, and returns what ends that; a test calls it by hand. */
  readonly schedule?: (poll: () => Promise<void>) => () => void;
}

/** Reads who may act, and goes on watching; a change is in force within a second. */
export async function openStanding({ home, schedule = everySoOften }: StandingOptions): Promise<Standing> {
  const listeners = new Set<() => void>();
  let stopped = await readStopSwitch(home);
  const poll = async (): Promise<void> => {
    const now = await readStopSwitch(home);
    if (now?.reason === stopped?.reason && now?.at === stopped?.at) return;
    stopped = now;
    for (const listener of [...listeners]) listener();
  };
  const stop = schedule(poll);
  return {
    barred: () => (stopped === null ? null : stoppedReason(stopped)),
    factsOf: ({ id, verified, labels }) => ({ verified, labels, ...(id === null ? {} : { id }) }),
    get stopped() {
      return stopped;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: stop,
  };
}

function stoppedReason({ reason }: Stopped): string {
  return `everything is stopped${reason === '' ? '' : `: ${reason}`}`;
}

const INTERVAL_MS = 300;

function everySoOften(poll: () => Promise<void>): () => void {
  const timer = setInterval(() => void poll(), INTERVAL_MS).unref();
  return () => clearInterval(timer);
}
