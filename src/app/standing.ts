import type { AgentFacts } from '../authz/request.ts';
import type { AgentRecord } from '../edge/agentRow.ts';
import { openAgentWatch, type AgentWatch } from '../edge/agentWatch.ts';
import type { Home } from '../edge/home.ts';
import { readStopSwitch, type Stopped } from '../edge/stopSwitch.ts';
import { LeashError } from '../errors.ts';
import { looksLikeId } from './agents/names.ts';
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
  /** `agents.require_verified`: whether a name that was merely given is none. */
  readonly requireVerified?: boolean;
  /** The registry of agents, which is looked at together with all else; one of its own where absent. */
  readonly watch?: AgentWatch;
  /** Calls its argument every now and then, and returns what ends that; a test calls it by hand. */
  readonly schedule?: (poll: () => Promise<void>) => () => void;
  readonly now?: () => number;
}

/** Reads who may act, and goes on watching; a change is in force within a second. */
export async function openStanding(options: StandingOptions): Promise<Standing> {
  const { home, requireVerified = false, schedule = everySoOften, now = Date.now } = options;
  const watch = options.watch ?? (await openAgentWatch(home));
  const listeners = new Set<() => void>();
  let stopped = await readStopSwitch(home);
  /** When the first of the credentials expires that somebody has asked about. */
  let nextExpiry = Infinity;
  const poll = async (): Promise<void> => {
    const [switched, changed] = await Promise.all([readStopSwitch(home), watch.check()]);
    const isSame = switched?.reason === stopped?.reason && switched?.at === stopped?.at;
    const hasExpired = now() >= nextExpiry;
    if (isSame && !changed && !hasExpired) return;
    stopped = switched;
    if (hasExpired) nextExpiry = Infinity;
    for (const listener of [...listeners]) listener();
  };
  const stop = schedule(poll);
  return {
    barred(agent) {
      if (stopped !== null) return stoppedReason(stopped);
      const { expiresAt = Infinity } = agent;
      if (now() < expiresAt) nextExpiry = Math.min(nextExpiry, expiresAt);
      else return 'the token that showed who the agent is has expired';
      return agent.refused ?? registryReason(agent, watch.book) ?? nameReason(agent, requireVerified);
    },
    factsOf(agent) {
      const { id, verified } = agent;
      const { book } = watch;
      // What the registry says now, and not what it said when the session began.
      const known = id === null || book instanceof LeashError ? undefined : book.byId.get(id);
      const labels = known === undefined ? agent.labels : known.labels;
      return { verified, labels: verified ? labels : {}, ...(id === null ? {} : { id }) };
    },
    get stopped() {
      return stopped;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      stop();
      if (options.watch === undefined) void watch.close();
    },
  };
}

function stoppedReason({ reason }: Stopped): string {
  return `everything is stopped${reason === '' ? '' : `: ${reason}`}`;
}

/** Why the registry lets nothing of an agent's pass. */
function registryReason({ name, id, generation }: AgentIdentity, book: AgentWatch['book']): string | null {
  if (book instanceof LeashError) return `nobody can tell which agents are suspended: ${book.message}`;
  const agent = id === null ? book.byName.get(name) : book.byId.get(id);
  if (agent === undefined) return id === null ? null : `no agent has the id \`${id}\``;
  if (agent.status !== 'active') return statusReason(agent);
  if (generation === undefined || generation === agent.generation) return null;
  return `the token of the agent \`${agent.name}\` was replaced by a newer one`;
}

function statusReason({ name, status, reason }: AgentRecord): string {
  return `the agent \`${name}\` is ${status}${reason === '' || status !== 'suspended' ? '' : `: ${reason}`}`;
}

/** Why a name is none to act under. */
function nameReason({ name, id, verified }: AgentIdentity, requireVerified: boolean): string | null {
  if (id === null && looksLikeId(name)) return 'an id was given as the name of an agent; a token shows who it is';
  if (!requireVerified || verified) return null;
  return 'nothing shows who the agent is, and `agents.require_verified` wants to know: it needs a token';
}

const INTERVAL_MS = 300;

function everySoOften(poll: () => Promise<void>): () => void {
  const timer = setInterval(() => void poll(), INTERVAL_MS).unref();
  return () => clearInterval(timer);
}
