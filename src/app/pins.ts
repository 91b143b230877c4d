import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OtherServer } from '../../scanner/report.ts';
import type { Home } from '../edge/home.ts';
import { pinStore, pinsVersion, readAllPins, type PinStore } from '../edge/pinStore.ts';
import { LeashError } from '../errors.ts';
import { driftsOf } from '../pins/drifted.ts';
import { GradeBook } from '../pins/gradeBook.ts';
import { harmlessIn } from '../pins/harmless.ts';
import type { Inspected, Inspection } from '../pins/inspected.ts';
import { Inventory } from '../pins/inventory.ts';
import type { Listed } from '../pins/page.ts';
import type { Definition, Identity, PinFile } from '../pins/pin.ts';
import { brokenPinState, pinStateOf, type PinState } from '../pins/pinState.ts';
import type { PinSettings } from '../pins/settings.ts';
import { LARGEST_DEFINITION, takeIn } from '../pins/intake.ts';
import type { PinConfig } from '../proxy/pinDesk.ts';

/** The pins of the server that is proxied. */
export interface KeeperOptions {
  readonly home: Home;
  readonly server: string;
  readonly identity: Identity;
  readonly settings: PinSettings;
  /** Whether nothing is withheld, and what would have been is recorded. */
  readonly observe: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What people should know, once for each state of the file. */
  readonly alert: (message: string) => void;
  /** Calls its argument every now and then, and returns what ends that; a test calls it by hand. */
  readonly schedule?: (poll: () => Promise<void>) => () => void;
}

/** Keeps what is accepted of one server, for all sessions of a service. */
export interface PinKeeper {
  /** What a new session is given. */
  open(): PinConfig;
  /** Looks at what a server listed: scans it, accepts it or not, and keeps both, or says why it could not. */
  inspect(inspection: Inspection): Promise<Inspected>;
  /** Calls back with each change that somebody else made; returns what ends that. */
  onChange(listener: (state: PinState) => void): () => void;
  close(): void;
}

/** SHA-256 in hex: what definitions are compared by. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Reads the pins of a server. Never throws: what cannot be read is no ground to accept anything. */
export async function openPins(options: KeeperOptions): Promise<PinKeeper> {
  const keeper = new Keeper(options);
  await keeper.refresh();
  return keeper;
}

/** What is scanned in one turn of the event loop. */
const SLICE = 200;
const SLICE_CHARACTERS = 256 * 1024;
/** Names of the server's own tools that texts are searched for. */
const MOST_NAMES = 2000;
const INTERVAL_MS = 300;

class Keeper implements PinKeeper {
  readonly #options: KeeperOptions;
  readonly #store: PinStore;
  readonly #grades = new GradeBook();
  readonly #listeners = new Set<(state: PinState) => void>();
  #state: PinState = brokenPinState('they have not been read');
  #version: string | null = null;
  /** Inspections and refreshes, one after the other. */
  #line: Promise<unknown> = Promise.resolve();
  #others: { readonly version: string; readonly servers: readonly OtherServer[] } | null = null;
  #stopWatch: (() => void) | null = null;
  #isClosed = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#store = pinStore(options.home, options.server);
  }

  open(): PinConfig {
    const { settings, observe } = this.#options;
    // A new server is about to be looked at: the scanner loads while it boots.
    if (!this.#state.settled) void import('../pins/inspection.ts');
    return {
      inventory: new Inventory({ settings, state: this.#state, grades: this.#grades }),
      hash: sha256,
      observe,
    };
  }

  inspect(inspection: Inspection): Promise<Inspected> {
    return this.#inTurn(() => this.#inspect(inspection));
  }

  onChange(listener: (state: PinState) => void): () => void {
    this.#listeners.add(listener);
    this.#stopWatch ??= (this.#options.schedule ?? everySoOften)(() => this.refresh());
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#stopWatch?.();
  }

  /** Reads the file again where it has changed, and tells the sessions. */
  async refresh(): Promise<void> {
    const version = await this.#store.version();
    if (version === this.#version || this.#isClosed) return;
    await this.#inTurn(async () => {
      this.#version = version;
      this.#accept(await this.#read());
      for (const listener of [...this.#listeners]) listener(this.#state);
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#line.then(work);
    this.#line = result.catch(() => undefined);
    return result;
  }

  async #read(): Promise<PinState> {
    const { identity, settings } = this.#options;
    try {
      return pinStateOf(await this.#store.read(), identity, settings);
    } catch (error) {
      return brokenPinState(messageOf(error));
    }
  }

  #accept(state: PinState): void {
    const { alert, server } = this.#options;
    if (state.broken !== null && state.broken !== this.#state.broken) {
      alert(`nothing of \`${server}\` is let through: ${state.broken}`);
    }
    this.#state = state;
  }

  async #inspect({ unknown, isLast }: Inspection): Promise<Inspected> {
    const { changedFields, grade, inspectInstructions, inspectTools } = await import('../pins/inspection.ts');
    const { server, identity, settings, now } = this.#options;
    const surroundings = {
      server,
      ownTools: [...unknown.filter(isTool).map(({ name }) => name), ...this.#state.names].slice(0, MOST_NAMES),
      others: await this.#otherServers(),
    };
    const definitions: Definition[] = [];
    for (const slice of slicesOf(unknown.filter(isTool))) {
      definitions.push(...inspectTools(slice, surroundings));
      await nextTurn();
    }
    for (const slice of slicesOf(unknown.filter((listed) => !isTool(listed)))) {
      for (const listed of slice) {
        if (listed.kind === 'instructions') definitions.push(inspectInstructions(listed, surroundings));
        else this.#grades.add(listed.fingerprint, grade(listed, surroundings));
      }
      await nextTurn();
    }
    if (definitions.length === 0 && !isLast) return { state: this.#state, pinned: [], drifts: [], unkept: null };
    const before = this.#state;
    try {
      const taken = await this.#store.update((file) =>
        takeIn(file, server, { identity, settings, at: now(), definitions, isLast }),
      );
      this.#version = taken.version;
      this.#accept(pinStateOf(taken.file, identity, settings));
      const drifts = driftsOf(taken, before, changedFields);
      return { state: this.#state, pinned: taken.pinned, drifts, unkept: null };
    } catch (error) {
      // What has become of them meanwhile: pins that cannot be read accept nothing.
      this.#accept(await this.#read());
      const unkept = { why: messageOf(error), harmless: harmlessIn(definitions, this.#state, settings) };
      return { state: this.#state, pinned: [], drifts: [], unkept };
    }
  }

  /** The tools of all other servers of the home, as far as their pins can be read. */
  async #otherServers(): Promise<readonly OtherServer[]> {
    const version = await pinsVersion(this.#options.home);
    if (this.#others?.version !== version) {
      const all = await readAllPins(this.#options.home);
      const servers = all.flatMap((each) =>
        each.kind === 'pins' && each.file.server !== this.#options.server ? [otherOf(each.file)] : [],
      );
      this.#others = { version, servers };
    }
    return this.#others.servers;
  }
}

function otherOf({ server, identities }: PinFile): OtherServer {
  const names = identities.flatMap(({ pins }) => pins.filter(({ kind }) => kind === 'tool').map(({ name }) => name));
  return { name: server, tools: [...new Set(names)].map((name) => ({ name })) };
}

function isTool({ kind }: Listed): boolean {
  return kind === 'tool';
}

/** Work for one turn of the event loop each. What is too large to be kept is not scanned either. */
function slicesOf(items: readonly Listed[]): readonly (readonly Listed[])[] {
  const slices: Listed[][] = [];
  let size = Infinity;
  for (const item of items) {
    const own = JSON.stringify(item.definition).length;
    if (own > LARGEST_DEFINITION) continue;
    const last = slices.at(-1);
    if (last === undefined || size + own > SLICE_CHARACTERS || last.length >= SLICE) {
      slices.push([item]);
      size = own;
    } else {
      last.push(item);
      size += own;
    }
  }
  return slices;
}

function everySoOften(poll: () => Promise<void>): () => void {
  const timer = setInterval(() => void poll(), INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function messageOf(error: unknown): string {
  return error instanceof LeashError ? error.message : String(error);
}
