import { randomUUID } from 'node:crypto';
import type { EntryDraft, EventDraft, SessionFacts } from '../audit/entry.ts';
import type { AuditLog } from '../audit/log.ts';
import type { PolicySet } from '../authz/compile.ts';
import { denyAll } from '../authz/denyAll.ts';
import type { Authorizer } from '../authz/decision.ts';
import { systemClock } from '../edge/clock.ts';
import { locateHome, prepareHome, userFolder, type Home } from '../edge/home.ts';
import { openLimitStore } from '../edge/limitStore.ts';
import { openAuditLog } from '../edge/logStore.ts';
import { loadPolicySet } from '../edge/policyFile.ts';
import { signatureOf, type PolicySources } from '../edge/policyFiles.ts';
import { watchPolicies } from '../edge/policyWatch.ts';
import { realPath } from '../edge/realPath.ts';
import { unavailableLog } from '../edge/unavailableLog.ts';
import { LeashError } from '../errors.ts';
import type { ToolHeaders } from '../http/toolHeaders.ts';
import { strictly } from '../pins/settings.ts';
import { createSession, type ObservedSession } from '../proxy/session.ts';
import type { Tasks } from '../proxy/tasks.ts';
import type { Config } from './config.ts';
import { identityOf, type ServerPlace } from './identity.ts';
import { openPins } from './pins.ts';
import { readConfig } from './readConfig.ts';
import { ResultReading } from './resultReading.ts';
import type { OpenedSession } from './runtime.ts';

/** What is proxied, and under which policies. */
export interface ServiceOptions {
  /** Learns what the tools want in HTTP headers. */
  readonly toolHeaders: ToolHeaders;
  /** Whether the server is spoken to over HTTP. */
  readonly isHttpClient: boolean;
  readonly server: string;
  /** How the server is started, or where it is reached: what tells it from others. */
  readonly upstream: ServerPlace;
  /** Whether nothing is let through that nobody has looked at. */
  readonly strict: boolean;
  /** Where `--home` points; null for the default. */
  readonly home: string | null;
  readonly policy: readonly string[];
  readonly observe: boolean;
  /** What `--durability` says over the settings; null where it says nothing. */
  readonly durability: Config['durability'] | null;
  readonly version: string;
  /** What people should know, whatever they asked to hear. */
  readonly alert: (message: string) => void;
  /** One line for each decision, where somebody wants to hear them; else null. */
  readonly tell: ((message: string) => void) | null;
}

/** Most requests of one side that may await their answers: far above any client, far below any memory. */
const MAX_PENDING = 65_536;

/** Whose session is opened. */
interface Guest {
  readonly agent: string;
  /** The tasks of its principal, where several sessions are one principal's. */
  readonly tasks?: Tasks;
}

/** A session that those who lead requests to it may look into. */
export interface GuestSession extends OpenedSession {
  readonly session: ObservedSession;
}

/** Settings, policies and the log, for as many sessions as there are. */
export interface Service {
  readonly config: Config;
  /** Starts a session. Its log is the service's: closing it ends the session, and leaves the log open. */
  open(guest: Guest): GuestSession;
  /** Notes that somebody named a session that is not theirs, by the beginning of its id. */
  noteForeign(agent: string, prefix: string): void;
  /** Closes the log, and the counts of rate limits. */
  close(): Promise<void>;
}

/**
 * Loads settings, policies and the log. Never throws for what a person can mend: then everything is denied with the
 * reason, and the service lives until it is mended.
 */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { server, alert, observe } = options;
  const home = locateHome(options.home ?? undefined);
  const { config, problems } = readConfig(home);
  const broken = brokenConfig(problems);
  const sources: PolicySources = { given: options.policy, folder: home.policies, keptIn: home };
  const environment = { cwd: process.cwd(), home: userFolder(), realpath: realPath };
  const durability = options.durability ?? config.durability;
  const pinSettings = options.strict ? strictly(config.pins) : config.pins;
  const [log, seen, pins] = await Promise.all([
    openLog(home, { ...config, durability }, alert),
    signatureOf(sources),
    openPins({
      home,
      server,
      identity: identityOf(options.upstream),
      settings: pinSettings,
      observe,
      now: Date.now,
      alert,
    }),
  ]);
  const limits = openLimitStore({ home, warn: alert });
  let policies: PolicySet | LeashError = broken ?? (await loadPolicySet(sources, environment).catch(asInvalid));
  const results = new ResultReading(alert);
  if (!(policies instanceof LeashError)) await results.prepare(policies);
  let newest: PolicySet | null = null;
  // What happens outside of any session is told under an id of its own.
  const listenerId = randomUUID();
  const listeners = new Set<(set: PolicySet) => void>();
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
          for (const listener of [...listeners]) listener(result);
        });
      },
    }),
  );
  const bind = (set: PolicySet, agent: string): Authorizer => set.authorizerFor({ agent, server, observe });
  const authorizerOf = (agent: string): Authorizer =>
    policies instanceof LeashError
      ? denyAll({ reason: policies.message, hint: home.policies, wayOut: broken === null ? undefined : MEND_SETTINGS })
      : bind(policies, agent);
  announce(options, policies, authorizerOf(''));
  return {
    config,
    open({ agent, tasks }) {
      const facts: SessionFacts = { session: randomUUID(), agent, server };
      const authorizer = authorizerOf(agent);
      log.note(
        event(facts, 'session_start', {
          version: options.version,
          pid: process.pid,
          cwd: environment.cwd,
          policy_set: authorizer.policySet,
          mode: observe ? 'observe' : 'enforce',
          durability,
        }),
      );
      return {
        session: createSession({
          facts,
          authorizer,
          list: config.list,
          maxDepth: config.maxDepth,
          maxPending: MAX_PENDING,
          ...(tasks === undefined ? {} : { tasks }),
          toolHeaders: options.toolHeaders,
          isHttpClient: options.isHttpClient,
          pins: pins.open(),
          results: () => results.reader,
        }),
        pins,
        maxLineBytes: config.maxLineBytes,
        limits,
        log: withEnd(options.tell === null ? log : told(log, options.tell), facts),
        onPolicyChange(listener) {
          const rebind = (set: PolicySet): void => listener(bind(set, agent));
          listeners.add(rebind);
          watcher.start();
          return () => listeners.delete(rebind);
        },
      };
    },
    noteForeign(agent, prefix) {
      log.note(event({ session: listenerId, agent, server }, 'foreign_session', { session_prefix: prefix }));
      alert(`\`${agent}\` named a session of somebody else's`);
    },
    async close() {
      watcher.close();
      pins.close();
      // A log that cannot be closed is the worse of the two.
      await limits.close().catch((error: unknown) => alert(`rate limits: ${String(error)}`));
      await log.close();
    },
  };
}

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
    return openAuditLog({ home, settings: { ...config }, warn });
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

function announce(
  { observe, alert, server }: ServiceOptions,
  policies: PolicySet | LeashError,
  authorizer: Authorizer,
): void {
  if (policies instanceof LeashError) alertLines(alert, policies.message);
  else if (observe) alert('observe mode: nothing is denied, what the policies would deny is recorded');
  else if (!authorizer.hasUserPolicy) {
    alert(`no policy in ${authorizer.hint}: every call to \`${server}\` is denied, and each denial says what helps`);
  }
}

/** An alert is one line; the problems of a file are several. */
function alertLines(alert: ServiceOptions['alert'], message: string): void {
  for (const line of message.split('\n')) alert(line);
}

function event(facts: SessionFacts, name: EventDraft['event'], detail: EventDraft['detail']): EventDraft {
  return { ...facts, phase: 'event', at: systemClock(), event: name, detail };
}

/** The log of one session, whose last word tells it from one that was cut off. */
function withEnd(log: AuditLog, facts: SessionFacts): AuditLog {
  return {
    append: (draft, done) => log.append(draft, done),
    note: (draft) => log.note(draft),
    get backlog() {
      return log.backlog;
    },
    close() {
      log.note(event(facts, 'session_end', {}));
      return Promise.resolve();
    },
  };
}

/** Says each decision as it is made. */
function told(log: AuditLog, tell: (message: string) => void): AuditLog {
  return {
    append(draft, done) {
      tell(sentence(draft));
      log.append(draft, done);
    },
    note: (draft) => log.note(draft),
    get backlog() {
      return log.backlog;
    },
    close: () => log.close(),
  };
}

function sentence(draft: EntryDraft): string {
  if (draft.phase !== 'decision') return draft.phase;
  const { effect, server, method, action, resource, reason } = draft;
  return `${effect} ${action === null ? (resource ?? method) : `${server}/${action}`}: ${reason}`;
}
