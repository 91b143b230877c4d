import type { EventDraft, SessionFacts } from '../audit/entry.ts';
import type { AuditLog } from '../audit/log.ts';
import type { PolicySet } from '../authz/compile.ts';
import { denyAll } from '../authz/denyAll.ts';
import type { Authorizer } from '../authz/decision.ts';
import { guardHome } from '../authz/ownHome.ts';
import { systemClock } from '../edge/clock.ts';
import { showNotice } from '../edge/desktopNotice.ts';
import { locateHome, prepareHome, userFolder, type Home } from '../edge/home.ts';
import { openLimitStore, type LimitStore } from '../edge/limitStore.ts';
import { openAuditLog } from '../edge/logStore.ts';
import { loadPolicySet } from '../edge/policyFile.ts';
import { signatureOf, type PolicySources } from '../edge/policyFiles.ts';
import { watchPolicies } from '../edge/policyWatch.ts';
import { realPath } from '../edge/realPath.ts';
import { unavailableLog } from '../edge/unavailableLog.ts';
import { LeashError } from '../errors.ts';
import { openAgentWatch } from '../edge/agentWatch.ts';
import { openAgents, type Agents } from './agents/openAgents.ts';
import { openApprovals, type ApprovalBroker } from './approvals/broker.ts';
import { noticeHeldCalls } from './approvals/notices.ts';
import type { Config } from './config.ts';
import type { Consultant } from './consultant.ts';
import type { AgentIdentity } from './control/agentIdentity.ts';
import type { AgentDirectory } from './control/agents.ts';
import { feedOf, type LiveFeed } from './control/feed.ts';
import { openLock, type Lock } from './lock.ts';
import { readConfig } from './readConfig.ts';
import { ResultReading } from './resultReading.ts';
import { loadSecretTest } from './secretTest.ts';
import { openStanding, type Standing } from './standing.ts';

/** Whose home, and under which policies. */
export interface EngineOptions {
  /** Where `--home` points; null for the default. */
  readonly home: string | null;
  readonly policy: readonly string[];
  readonly observe: boolean;
  /** What `--durability` says over the settings; null where it says nothing. */
  readonly durability: Config['durability'] | null;
  /** What people should know, whatever they asked to hear. */
  readonly alert: (message: string) => void;
}

/** Who asks, at which server. */
interface Asker {
  readonly identity: AgentIdentity;
  readonly server: string;
  /** What relative paths start from; the process's own folder where absent. */
  readonly cwd?: string;
}

/** All that decisions rest on and are recorded in, for whoever has something to be decided: sessions, and callers of the API. */
export interface Engine {
  readonly home: Home;
  readonly config: Config;
  readonly durability: Config['durability'];
  readonly observe: boolean;
  /** Where its policies come from. */
  readonly sources: PolicySources;
  /** What relative paths start from, unless a caller has a folder of its own. */
  readonly cwd: string;
  readonly log: AuditLog;
  readonly feed: LiveFeed;
  readonly limits: LimitStore;
  readonly results: ResultReading;
  readonly standing: Standing;
  /** Who agents are. */
  readonly agents: AgentDirectory;
  /** How listeners tell who calls. */
  readonly registry: Agents['registry'];
  readonly approvals: ApprovalBroker;
  /** What lets more through than passes now. */
  readonly lock: Lock;
  /** Who is asked besides the policies; null for nobody. */
  readonly consultant: Consultant | null;
  /** The policies in force, or why there are none. */
  policies(): PolicySet | LeashError;
  /** What decides for somebody now. */
  authorizerOf(asker: Asker): Authorizer;
  /** Calls back when what decides for this asker is another; returns what ends that. Begins to watch. */
  onChange(asker: Asker, listener: (authorizer: Authorizer) => void): () => void;
  /** Writes what nobody waits for. */
  note(facts: SessionFacts, event: EventDraft['event'], detail: EventDraft['detail']): void;
  /** Closes the log, and the counts of rate limits. */
  close(): Promise<void>;
}

/**
 * Loads settings, policies and the log. Never throws for what a person can mend: then everything is denied with the
 * reason, and the engine lives until it is mended.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { alert, observe } = options;
  const home = locateHome(options.home ?? undefined);
  const { config, problems } = readConfig(home);
  const broken = brokenConfig(problems);
  const sources: PolicySources = { given: options.policy, folder: home.policies, keptIn: home };
  const environment = { cwd: process.cwd(), home: userFolder(), realpath: realPath };
  const durability = options.durability ?? config.durability;
  const load = () => loadPolicySet(sources, environment).catch(asInvalid);
  // The disk is busy with the log while the policies are compiled.
  const [opened, [seen, loaded], watch] = await Promise.all([
    openLog(home, { ...config, durability }, alert),
    signatureOf(sources).then(async (seen) => [seen, broken ?? (await load())] as const),
    openAgentWatch(home),
  ]);
  const { log, feed } = feedOf(opened, () => systemClock().monoNs);
  const standing = await openStanding({ home, requireVerified: config.agents.requireVerified, watch });
  const { directory: agents, registry } = openAgents({ home, config, watch, log: () => Promise.resolve(log) });
  const limits = openLimitStore({ home, warn: alert });
  const lock = await openLock({
    home,
    now: () => performance.now(),
    note: (detail) => log.note({ ...NOBODY, phase: 'event', at: systemClock(), event: 'passphrase_refused', detail }),
  });
  const approvals = openApprovals({ log, config, lock });
  if (config.approvals.notify) noticeHeldCalls(approvals, { show: showNotice, now: () => performance.now() });
  // Loaded where somebody is to be asked: most homes have nobody.
  const consultant = config.pdp === null ? null : (await import('../edge/pdpClient.ts')).openPdpClient(config.pdp);
  let policies: PolicySet | LeashError = loaded;
  const results = new ResultReading(alert);
  if (!(policies instanceof LeashError)) await results.prepare(policies);
  let newest: PolicySet | null = null;
  const listeners = new Set<() => void>();
  const tellAll = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const forgetStanding = standing.onChange(tellAll);
  // Settings that cannot be read deny until they are mended and the server is started again.
  const watcher = lazily(broken !== null, () =>
    watchPolicies({
      sources,
      environment,
      seen,
      inForce: policies instanceof LeashError ? null : policies.hash,
      onChange(result) {
        if (result instanceof LeashError) {
          alertLines(alert, `the policies do not validate, the last ones stay in force: ${result.message}`);
          return;
        }
        newest = result;
        void results.prepare(result).then(() => {
          if (newest !== result) return;
          policies = result;
          tellAll();
        });
      },
    }),
  );
  const authorizerOf = ({ identity, server, cwd = environment.cwd }: Asker): Authorizer => {
    const barred = standing.barred(identity);
    if (barred !== null) return denyAll({ reason: barred, hint: home.policies, wayOut: RESUME });
    if (policies instanceof LeashError) {
      const wayOut = broken === null ? undefined : MEND_SETTINGS;
      return denyAll({ reason: policies.message, hint: home.policies, wayOut });
    }
    return guardHome(
      policies.authorizerFor({ agent: identity.name, server, observe, cwd }),
      { root: home.root, user: environment.home },
      { ...environment, cwd },
    );
  };
  return {
    home,
    config,
    durability,
    observe,
    sources,
    cwd: environment.cwd,
    log,
    feed,
    limits,
    results,
    standing,
    agents,
    registry,
    approvals,
    lock,
    consultant,
    policies: () => policies,
    authorizerOf,
    onChange(asker, listener) {
      let before: unknown = stateOf(asker.identity);
      const changed = (): void => {
        const now = stateOf(asker.identity);
        if (now === before) return;
        before = now;
        listener(authorizerOf(asker));
      };
      listeners.add(changed);
      watcher.start();
      return () => listeners.delete(changed);
    },
    note: (facts, event, detail) => log.note({ ...facts, phase: 'event', at: systemClock(), event, detail }),
    async close() {
      watcher.close();
      forgetStanding();
      standing.close();
      await Promise.allSettled([agents.close(), watch.close()]);
      approvals.close();
      consultant?.close();
      // A log that cannot be closed is the worse of the two.
      await limits.close().catch((error: unknown) => alert(`rate limits: ${String(error)}`));
      await log.close();
    },
  };

  /** What decides for an agent: the policies in force, or why they are not asked. */
  function stateOf(identity: AgentIdentity): PolicySet | LeashError | string {
    return standing.barred(identity) ?? policies;
  }
}

/** What belongs to no session. */
const NOBODY = { session: 'leash', agent: 'leash', server: 'leash' } as const;

/** Whose doing it is that nothing passes. */
const RESUME = 'Do not repeat it: nothing passes until a person lets it; `leash status` says what is stopped.';

/** Starts once, when it is first needed; never where it is of no use. */
function lazily(useless: boolean, open: () => { close(): void }) {
  let opened: { close(): void } | null = null;
  return {
    start() {
      if (!useless) opened ??= open();
    },
    close() {
      opened?.close();
    },
  };
}

/** Settings are read once. */
const MEND_SETTINGS =
  'Do not repeat it: a person has to mend the settings first, and start the server again after that.';

function brokenConfig(problems: readonly string[]): LeashError | null {
  if (problems.length === 0) return null;
  const message = `the settings do not validate, so everything is denied: ${problems.join('\n')}`;
  return new LeashError('ERR_CONFIG_INVALID', message);
}

function asInvalid(error: unknown): LeashError {
  if (error instanceof LeashError) {
    return new LeashError(error.code, `the policies do not validate, so everything is denied: ${error.message}`, {
      cause: error,
    });
  }
  return new LeashError('ERR_POLICY_INVALID', `the policies cannot be loaded: ${String(error)}`, { cause: error });
}

async function openLog(home: Home, config: Config, warn: (message: string) => void): Promise<AuditLog> {
  const open = (): Promise<AuditLog> => {
    prepareHome(home);
    return openAuditLog({ home, settings: { ...config }, warn, loadSecretTest });
  };
  try {
    return await open();
  } catch (cause) {
    const error =
      cause instanceof LeashError
        ? cause
        : new LeashError('ERR_LOG_UNAVAILABLE', `the audit log cannot be opened: ${String(cause)}`, { cause });
    warn(`everything is denied, since the audit log cannot be opened: ${error.message}`);
    return unavailableLog({ error, reopen: open, warn });
  }
}

/** An alert is one line; the problems of a file are several. */
export function alertLines(alert: EngineOptions['alert'], message: string): void {
  for (const line of message.split('\n')) alert(line);
}
