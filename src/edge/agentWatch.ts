import { join } from 'node:path';
import { LeashError } from '../errors.ts';
import type { AgentRecord } from './agentRow.ts';
import { agentsPath, openAgentTable, type AgentTable } from './agentTable.ts';
import type { Home } from './home.ts';
import { placeOf } from './shardLog.ts';

/** All agents of a home, as they were at one moment. */
interface AgentBook {
  readonly byId: ReadonlyMap<string, AgentRecord>;
  readonly byName: ReadonlyMap<string, AgentRecord>;
  readonly bySkeleton: ReadonlyMap<string, AgentRecord>;
}

/** The registry as this process knows it. */
export interface AgentWatch {
  /** As it was at the last look; why nobody can tell who is who, where it cannot be read. */
  readonly book: AgentBook | LeashError;
  /** Looks again; true where something is different. Never rejects. */
  check(): Promise<boolean>;
  close(): Promise<void>;
}

/** Begins to know the registry of a home. Nothing is opened while there is none. */
export async function openAgentWatch(home: Home): Promise<AgentWatch> {
  const watch = new Watch(home);
  await watch.check();
  return watch;
}

const NOBODY: AgentBook = { byId: new Map(), byName: new Map(), bySkeleton: new Map() };

/** Rows that are read at once. */
const PAGE = 5000;

class Watch implements AgentWatch {
  readonly #path: string;
  readonly #keyPath: string;
  #table: AgentTable | null = null;
  #version = 'none';
  #checking: Promise<boolean> | null = null;
  /** Of those who asked while a look was under way: it may have seen the state of before. */
  #following: Promise<boolean> | null = null;
  #isClosed = false;
  book: AgentBook | LeashError = NOBODY;

  constructor(home: Home) {
    this.#path = agentsPath(home);
    this.#keyPath = join(home.keys, 'agents.jwk');
  }

  check(): Promise<boolean> {
    if (this.#checking === null) {
      this.#checking = this.#look().finally(() => {
        this.#checking = null;
      });
      return this.#checking;
    }
    this.#following ??= this.#checking.then(() => {
      this.#following = null;
      return this.check();
    });
    return this.#following;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await (this.#following ?? this.#checking);
    await this.#drop();
  }

  async #look(): Promise<boolean> {
    if (this.#isClosed) return false;
    try {
      const version = await this.#versionNow();
      if (version === this.#version) return false;
      this.book = version === 'none' ? NOBODY : await this.#read();
      this.#version = version;
      return true;
    } catch (error) {
      return this.#fail(error);
    }
  }

  /** INVARIANT: a registry that cannot be read lets nobody through: who is suspended is in it. */
  async #fail(error: unknown): Promise<boolean> {
    await this.#drop();
    const said =
      error instanceof LeashError ? error : unreadable(this.#path, `cannot be read: ${String(error)}`, error);
    const isNew = !(this.book instanceof LeashError) || this.book.message !== said.message;
    this.book = said;
    this.#version = 'unreadable';
    return isNew;
  }

  /** Tells one state of the registry from all before it. */
  async #versionNow(): Promise<string> {
    if (this.#table === null) {
      // The registry is there before the key that signs its tokens: looked at in the other order, one of the two is seen.
      const hasKey = (await placeOf(this.#keyPath)) !== '';
      if ((await placeOf(this.#path)) === '') {
        if (hasKey) throw unreadable(this.#path, REMOVED);
        return 'none';
      }
      this.#table = await openAgentTable(this.#path);
    }
    const version = await this.#table.version();
    if (version !== '') return version;
    await this.#drop();
    throw unreadable(this.#path, 'was removed or replaced while it was in use');
  }

  async #read(): Promise<AgentBook> {
    const agents: AgentRecord[] = [];
    for (let page: AgentRecord[] | null = null; page === null || page.length === PAGE;) {
      page = (await this.#table?.page({ after: agents.at(-1)?.id ?? '', limit: PAGE, status: null })) ?? [];
      agents.push(...page);
    }
    return {
      byId: new Map(agents.map((agent) => [agent.id, agent])),
      byName: new Map(agents.map((agent) => [agent.name, agent])),
      bySkeleton: new Map(agents.map((agent) => [agent.skeleton, agent])),
    };
  }

  async #drop(): Promise<void> {
    const table = this.#table;
    this.#table = null;
    await table?.close().catch(() => undefined);
  }
}

const REMOVED =
  'is gone, and with it who is suspended: restore it from a backup, or remove `keys/agents.jwk` to begin without any agent';

function unreadable(path: string, said: string, cause?: unknown): LeashError {
  return new LeashError('ERR_AGENTS_UNREADABLE', `the registry of agents \`${path}\` ${said}`, { cause });
}
