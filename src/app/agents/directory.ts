import { randomBytes } from 'node:crypto';
import type { EventDraft } from '../../audit/entry.ts';
import type { AuditLog } from '../../audit/log.ts';
import type { AgentRecord } from '../../edge/agentRow.ts';
import { agentsPath, openAgentTable, type AgentTable } from '../../edge/agentTable.ts';
import type { AgentWatch } from '../../edge/agentWatch.ts';
import { systemClock } from '../../edge/clock.ts';
import type { Principal } from '../../edge/http/exchange.ts';
import type { RefusalReason } from '../../edge/http/authRefusals.ts';
import { prepareHome, type Home } from '../../edge/home.ts';
import { placeOf } from '../../edge/shardLog.ts';
import { LeashError } from '../../errors.ts';
import type { JsonObject } from '../../jsonrpc/message.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { Agent, AgentDirectory, By, IssuedToken, TokenReading } from '../control/agents.ts';
import { assertReason, describedAnew, describedNew } from './fields.ts';
import { skeletonOf } from './names.ts';
import { newAgentId } from './newId.ts';
import type { RefusalRecorder } from './refusals.ts';
import type { TokenDesk } from './tokens.ts';

/** What a directory rests on. */
export interface DirectoryOptions {
  readonly home: Home;
  /** Where changes are written before they are in force; asked for with the first of them. */
  readonly log: () => Promise<Pick<AuditLog, 'append' | 'note'>>;
  readonly watch: AgentWatch;
  readonly tokens: TokenDesk;
  readonly refusals: RefusalRecorder;
}

/** Opens the agents of a home. Makes no file before the first agent is registered. */
export function openDirectory(options: DirectoryOptions): AgentDirectory {
  return new Directory(options);
}

/** Agents of a home, deleted ones included: each process knows them all. */
const MOST_AGENTS = 20_000;
const DEFAULT_TTL_SECONDS = 90 * 86_400;
const SHORTEST_TTL_SECONDS = 60;
const LONGEST_TTL_SECONDS = 366 * 86_400;

type Change = Extract<EventDraft['event'], `agent_${string}`>;

class Directory implements AgentDirectory {
  readonly #options: DirectoryOptions;
  #table: Promise<AgentTable> | null = null;

  constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  async register(
    { ...fields }: Parameters<AgentDirectory['register']>[0],
    { by, ttlSeconds }: By & Ttl,
  ): Promise<IssuedToken> {
    const described = describedNew(fields);
    const ttl = checkedTtl(ttlSeconds);
    const { name } = fields;
    const skeleton = skeletonOf(name);
    return this.#change('agent_registered', by, async (table) => {
      const taken = await table.bySkeleton(skeleton);
      if (taken !== null) throw invalid(takenText(name, taken));
      if ((await table.count()) >= MOST_AGENTS)
        throw invalid(`there are ${MOST_AGENTS} agents, and no more can be kept`);
      const { ms } = systemClock();
      const base = { status: 'active', reason: '', generation: 1, createdAt: ms, updatedAt: ms } as const;
      const agent = { id: newAgentId(ms, randomBytes), name, skeleton, ...described, ...base };
      return this.#issued(agent, ttl, ms);
    });
  }

  async find(idOrName: string): Promise<Agent | null> {
    const table = await this.#existing();
    if (table === null) return null;
    const byId = await table.byId(idOrName);
    if (byId !== null) return shown(byId);
    const byName = await table.byName(idOrName);
    return byName === null || byName.status === 'deleted' ? null : shown(byName);
  }

  async list({ after = '', limit, status }: Parameters<AgentDirectory['list']>[0]): Promise<readonly Agent[]> {
    const page = await (await this.#existing())?.page({ after, limit, status: status ?? null });
    return (page ?? []).map(shown);
  }

  update(id: string, fields: Parameters<AgentDirectory['update']>[1], { by }: By): Promise<Agent> {
    return this.#changed('agent_updated', { id, by }, (agent) => {
      assertNot('deleted', agent);
      const described = describedAnew(agent, definedOf(fields));
      const changed = Object.keys(definedOf(fields)).sort();
      return { agent: { ...agent, ...described }, detail: { changed } };
    });
  }

  async suspend(id: string, { by, reason = '' }: By & { readonly reason?: string }): Promise<Agent> {
    assertReason(reason);
    return this.#changed('agent_suspended', { id, by }, (agent) => {
      assertNot('deleted', agent);
      return { agent: { ...agent, status: 'suspended', reason }, detail: reason === '' ? {} : { reason } };
    });
  }

  resume(id: string, { by }: By): Promise<Agent> {
    return this.#changed('agent_resumed', { id, by }, (agent) => {
      assertNot('deleted', agent);
      return { agent: { ...agent, status: 'active', reason: '' }, detail: {} };
    });
  }

  async rotate(id: string, { by, ttlSeconds }: By & Ttl): Promise<IssuedToken> {
    const ttl = checkedTtl(ttlSeconds);
    return this.#change('agent_rotated', by, async (table) => {
      const agent = await known(table, id);
      assertNot('deleted', agent);
      const { ms } = systemClock();
      return this.#issued({ ...agent, generation: agent.generation + 1, updatedAt: ms }, ttl, ms);
    });
  }

  remove(id: string, { by }: By): Promise<Agent> {
    return this.#changed('agent_deleted', { id, by }, (agent) => {
      assertNot('deleted', agent);
      // No token of it is good again, whatever becomes of its status.
      return { agent: { ...agent, status: 'deleted', generation: agent.generation + 1 }, detail: {} };
    });
  }

  async read(token: string): Promise<TokenReading> {
    const { tokens, refusals } = this.#options;
    const reading = await tokens.read(token).catch((): RefusalReason => 'unforeseen');
    if (typeof reading !== 'string') return readingOf(reading);
    refusals.refused(reading);
    return { kind: 'refused', why: WHYS.get(reading) ?? 'malformed' };
  }

  async close(): Promise<void> {
    const opened = this.#table;
    this.#table = null;
    await (await opened?.catch(() => null))?.close();
  }

  /** Changes one agent, and gives back what it is then. */
  async #changed(
    event: Change,
    { id, by }: { readonly id: string; readonly by: string },
    next: (agent: AgentRecord) => { readonly agent: AgentRecord; readonly detail: JsonObject },
  ): Promise<Agent> {
    const { agent } = await this.#change(event, by, async (table) => {
      const { agent: after, detail } = next(await known(table, id));
      return { stored: { ...after, updatedAt: systemClock().ms }, detail };
    });
    return agent;
  }

  /** INVARIANT: a change stands in the log before it is in force, and what cannot be recorded is not changed. */
  async #change<T extends Changed>(
    event: Change,
    by: string,
    decide: (table: AgentTable) => Promise<T>,
  ): Promise<T & { readonly agent: Agent }> {
    const table = await this.#open();
    const log = await this.#options.log();
    const recorded: EventDraft[] = [];
    try {
      const result = await table.alone(async () => {
        const change = await decide(table);
        const draft = draftOf(event, change, by);
        await append(log, draft);
        recorded.push(draft);
        await table.put(change.stored);
        return { ...change, agent: shown(change.stored) };
      });
      await this.#options.watch.check();
      return result;
    } catch (error) {
      for (const draft of recorded) log.note(undone(draft));
      throw error;
    }
  }

  async #issued(stored: AgentRecord, ttlSeconds: number, ms: number): Promise<Changed & Omit<IssuedToken, 'agent'>> {
    const expiresAt = (Math.floor(ms / 1000) + ttlSeconds) * 1000;
    const token = await this.#options.tokens.issue(stored, ms, expiresAt);
    const detail = { generation: stored.generation, expires: new Date(expiresAt).toISOString() };
    return { stored, detail, token, expiresAt };
  }

  #open(): Promise<AgentTable> {
    const { home } = this.#options;
    this.#table ??= Promise.resolve()
      .then(() => {
        prepareHome(home);
        return this.#assertNotLost();
      })
      .then(() => openAgentTable(agentsPath(home)))
      .catch((error: unknown) => {
        this.#table = null;
        throw error;
      });
    return this.#table;
  }

  /** The registry, where there is one. */
  async #existing(): Promise<AgentTable | null> {
    await this.#assertNotLost();
    const isThere = this.#table !== null || (await placeOf(agentsPath(this.#options.home))) !== '';
    return isThere ? this.#open() : null;
  }

  /** A registry that is gone must not be begun anew in silence. */
  async #assertNotLost(): Promise<void> {
    const { watch } = this.#options;
    if (watch.book instanceof LeashError) await watch.check();
    if (watch.book instanceof LeashError) throw watch.book;
  }
}

interface Ttl {
  readonly ttlSeconds?: number;
}

/** What is to be written: an agent as it is then, and what the log says of it. */
interface Changed {
  readonly stored: AgentRecord;
  readonly detail: JsonObject;
}

/** Reads the agent of a token for whoever asks. */
function readingOf({ agent: name, identity, expiresAt }: Principal): TokenReading {
  const known = identity ?? { name, id: null, verified: false, labels: {} };
  const until = expiresAt === undefined ? {} : { expiresAt };
  return { kind: 'agent', identity: { ...known, ...until }, expiresAt: expiresAt ?? null };
}

type Why = Extract<TokenReading, { kind: 'refused' }>['why'];

/** What callers hear of a reason; all others are told as `malformed`. */
const WHYS: ReadonlyMap<RefusalReason, Why> = new Map<RefusalReason, Why>([
  ['unknown-issuer', 'unknown-issuer'],
  ['algorithm', 'bad-signature'],
  ['signature', 'bad-signature'],
  ['unknown-key', 'bad-signature'],
  ['audience', 'wrong-audience'],
  ['expired', 'expired'],
  ['not-yet-valid', 'expired'],
  ['revoked', 'revoked'],
  ['suspended', 'suspended'],
  ['deleted', 'deleted'],
  ['no-agent', 'no-agent'],
  ['taken-name', 'no-agent'],
  ['unmapped', 'no-agent'],
  ['agent-name', 'no-agent'],
  ['no-registry', 'unforeseen'],
  ['keys-unavailable', 'unforeseen'],
  ['unforeseen', 'unforeseen'],
]);

async function known(table: AgentTable, id: string): Promise<AgentRecord> {
  const agent = await table.byId(id);
  if (agent !== null) return agent;
  throw new LeashError('ERR_AGENT_UNKNOWN', `no agent has the id \`${printable(id, 80)}\`; see \`leash agents list\``);
}

function assertNot(status: AgentRecord['status'], agent: AgentRecord): void {
  if (agent.status === status) throw invalid(`the agent \`${agent.name}\` is ${status}, which is for ever`);
}

/** What is told of an agent; what the registry keeps besides is its own. */
function shown(record: AgentRecord): Agent {
  const { id, name, vendor, type, description, tags, labels, status, generation, createdAt, updatedAt } = record;
  return { id, name, vendor, type, description, tags, labels, status, generation, createdAt, updatedAt };
}

function definedOf<T extends object>(fields: T): Partial<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}

function takenText(name: string, taken: AgentRecord): string {
  if (taken.name !== name)
    return `the name \`${name}\` looks like that of the agent \`${taken.name}\` (${taken.status})`;
  const was =
    taken.status === 'deleted' ? 'was that of an agent that is deleted, and is given to no other' : 'is taken';
  return `the name \`${name}\` ${was}`;
}

function checkedTtl(ttlSeconds = DEFAULT_TTL_SECONDS): number {
  const isFine =
    Number.isSafeInteger(ttlSeconds) && ttlSeconds >= SHORTEST_TTL_SECONDS && ttlSeconds <= LONGEST_TTL_SECONDS;
  if (isFine) return ttlSeconds;
  throw invalid('a token lasts from one minute to 366 days');
}

function draftOf(event: Change, { stored, detail }: Changed, by: string): EventDraft {
  const { id, name, status } = stored;
  const about = { id, name, status, by: printable(by, 64), ...detail };
  return { phase: 'event', event, at: systemClock(), session: 'leash', agent: name, server: 'leash', detail: about };
}

/** The log says more than is so: it is told. */
function undone(draft: EventDraft): EventDraft {
  return { ...draft, at: systemClock(), detail: { ...draft.detail, outcome: 'not in force: it could not be kept' } };
}

function append(log: Pick<AuditLog, 'append'>, draft: EventDraft): Promise<void> {
  return new Promise((resolve, reject) => {
    log.append(draft, (result) => {
      if (result instanceof LeashError) reject(result);
      else resolve();
    });
  });
}

function invalid(message: string): LeashError {
  return new LeashError('ERR_AGENT_INVALID', message);
}
