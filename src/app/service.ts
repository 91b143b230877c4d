import { randomUUID } from 'node:crypto';
import type { EntryDraft, SessionFacts } from '../audit/entry.ts';
import type { AuditLog } from '../audit/log.ts';
import type { PolicySet } from '../authz/compile.ts';
import type { Authorizer } from '../authz/decision.ts';
import { LeashError } from '../errors.ts';
import type { ToolHeaders } from '../http/toolHeaders.ts';
import { strictly } from '../pins/settings.ts';
import { createSession, type ObservedSession } from '../proxy/session.ts';
import type { Tasks } from '../proxy/tasks.ts';
import { approverFor } from './approvals/approver.ts';
import type { Config } from './config.ts';
import { adviserFor } from './consultant.ts';
import { named, type AgentIdentity } from './control/agentIdentity.ts';
import type { ControlHost } from './control/host.ts';
import type { LiveProxy, SessionInfo } from './control/proxyInfo.ts';
import { alertLines, openEngine, type Engine, type EngineOptions } from './engine.ts';
import { identityOf, type ServerPlace } from './identity.ts';
import { openPins } from './pins.ts';
import type { OpenedSession } from './runtime.ts';

/** What is proxied, and under which policies. */
export interface ServiceOptions extends EngineOptions {
  /** Learns what the tools want in HTTP headers. */
  readonly toolHeaders: ToolHeaders;
  /** Whether the server is spoken to over HTTP. */
  readonly isHttpClient: boolean;
  readonly server: string;
  /** How the server is started, or where it is reached: what tells it from others. */
  readonly upstream: ServerPlace;
  /** Whether nothing is let through that nobody has looked at. */
  readonly strict: boolean;
  readonly version: string;
  /** How clients reach it. */
  readonly transport?: 'stdio' | 'http';
  /** Lets people look into it and steer it; nobody where absent. */
  readonly control?: ControlHost;
  /** One line for each decision, where somebody wants to hear them; else null. */
  readonly tell: ((message: string) => void) | null;
}

/** Most requests of one side that may await their answers: far above any client, far below any memory. */
const MAX_PENDING = 65_536;

/** Whose session is opened. */
interface Guest {
  readonly agent: string;
  /** Who that is; where absent, somebody who merely says the name. */
  readonly identity?: AgentIdentity;
  /** The tasks of its principal, where several sessions are one principal's. */
  readonly tasks?: Tasks;
  /** Who may come back for a person's answer, where several sessions are one principal's; this session alone where absent. */
  readonly owner?: string;
}

/** A session that those who lead requests to it may look into. */
export interface GuestSession extends OpenedSession {
  readonly session: ObservedSession;
}

/** Settings, policies and the log, for as many sessions as there are. */
export interface Service {
  readonly engine: Engine;
  readonly config: Config;
  /** Starts a session. Its log is the service's: closing it ends the session, and leaves the log open. */
  open(guest: Guest): GuestSession;
  /** Notes that somebody named a session that is not theirs, by the beginning of its id. */
  noteForeign(agent: string, prefix: string): void;
  /** Closes the log, and the counts of rate limits. */
  close(): Promise<void>;
}

/** Loads all that decisions rest on, and what the server is held to. What a person can mend denies until it is mended. */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { server, alert, observe } = options;
  const engine = await openEngine(options);
  const { home, config, log, consultant } = engine;
  const pins = await openPins({
    home,
    server,
    identity: identityOf(options.upstream),
    settings: options.strict ? strictly(config.pins) : config.pins,
    observe,
    now: Date.now,
    alert,
  });
  const sessions = new Map<string, SessionInfo>();
  const control = openControl(options, engine, () => [...sessions.values()]);
  // What happens outside of any session is told under an id of its own.
  const listenerId = randomUUID();
  announce(options, engine.policies(), engine.authorizerOf({ identity: named(''), server }));
  return {
    engine,
    config,
    open({ agent, identity = named(agent), tasks, owner }) {
      const facts: SessionFacts = { session: randomUUID(), agent, agentId: identity.id, server };
      const asker = { identity, server };
      const { id: agentId, verified } = identity;
      sessions.set(facts.session, { session: facts.session, agent, agentId, verified, startedAt: Date.now() });
      const authorizer = engine.authorizerOf(asker);
      engine.note(facts, 'session_start', {
        version: options.version,
        pid: process.pid,
        cwd: engine.cwd,
        policy_set: authorizer.policySet,
        mode: observe ? 'observe' : 'enforce',
        durability: engine.durability,
      });
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
          results: () => engine.results.reader,
          approvals: { elicitation: config.approvals.elicitation ?? !engine.lock.isSet, owner: owner ?? facts.session },
          // What observe mode lets through, nobody need agree to.
          consults: consultant !== null && !observe,
          agentFacts: () => engine.standing.factsOf(identity),
        }),
        pins,
        maxLineBytes: config.maxLineBytes,
        limits: engine.limits,
        approver: approverFor(engine.approvals, identity),
        ...(consultant === null ? {} : { adviser: adviserFor(consultant, identity) }),
        log: withEnd(options.tell === null ? log : told(log, options.tell), () => {
          sessions.delete(facts.session);
          engine.note(facts, 'session_end', {});
        }),
        onPolicyChange: (listener) => engine.onChange(asker, listener),
      };
    },
    noteForeign(agent, prefix) {
      engine.note({ session: listenerId, agent, server }, 'foreign_session', { session_prefix: prefix });
      alert(`\`${agent}\` named a session of somebody else's`);
    },
    async close() {
      pins.close();
      // Nobody steers what is about to end.
      await (await control)?.close();
      await engine.close();
    },
  };
}

/** Opens what people look into it by, while it works already; without that it goes on, and nobody can be asked. */
async function openControl(
  { control, upstream, server, version, transport = 'stdio', alert }: ServiceOptions,
  engine: Engine,
  sessions: LiveProxy['sessions'],
): Promise<{ close(): Promise<void> } | null> {
  if (control === undefined) return null;
  const { label } = identityOf(upstream);
  const info = {
    kind: 'proxy',
    pid: process.pid,
    version,
    server,
    transport,
    upstream: label,
    startedAt: Date.now(),
  } as const;
  try {
    return await control.open(engine, { info, sessions });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    alert(`nobody can look into this proxy or answer for it, since its control socket cannot be opened: ${why}`);
    return null;
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

/** The log of one session, whose last word tells it from one that was cut off. */
function withEnd(log: AuditLog, noteEnd: () => void): AuditLog {
  return {
    append: (draft, done) => log.append(draft, done),
    note: (draft) => log.note(draft),
    get backlog() {
      return log.backlog;
    },
    close() {
      noteEnd();
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
