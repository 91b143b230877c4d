import { holdOn } from './admission.ts';
import {
  pinKey,
  type Definition,
  type Identity,
  type Pin,
  type PinFile,
  type Retired,
  type ServerPins,
  type Situation,
  type Waiting,
} from './pin.ts';
import type { PinSettings } from './settings.ts';

/** Definitions that came up for the first time, scanned, and what they came with. */
export interface Intake {
  readonly identity: Identity;
  readonly settings: PinSettings;
  /** In ms since the epoch. */
  readonly at: number;
  readonly definitions: readonly Definition[];
  /** Whether they end a list of all tools. */
  readonly isLast: boolean;
}

/** What became of them. */
export interface Taken {
  readonly file: PinFile;
  readonly pinned: readonly Pin[];
  readonly waiting: readonly Waiting[];
}

/**
 * Takes definitions into the pins of their server: each is accepted, or waits for a person, or finds no room, and then
 * stands nowhere. Returns the same file where nothing is new. Asked again with the same, it changes nothing.
 */
export function takeIn(file: PinFile | null, server: string, intake: Intake): Taken {
  const known = file ?? { server, identities: [] };
  const before = known.identities.find(({ id }) => id === intake.identity.id);
  const book = new Book(before ?? newServer(known, intake), intake);
  for (const definition of intake.definitions) book.take(definition);
  const { pinned, waiting } = book;
  if (before !== undefined && !book.hasChanged) return { file: known, pinned, waiting };
  const after = book.close();
  const others = known.identities.filter((each) => each !== before);
  return { file: { ...known, identities: [...kept(others), after] }, pinned, waiting };
}

/** How long the list of a new server may take to end; what comes later is new, whether or not it has ended. */
const FIRST_SIGHT_MS = 10 * 60_000;

/** Bounds on what a server can make us keep. */
const MOST_PINS = 10_000;
const MOST_WAITING = 2000;
const MOST_WAITING_OF_ONE = 4;
const MOST_RETIRED_OF_ONE = 16;
/** In characters of its JSON: what is larger is kept by nobody. */
export const LARGEST_DEFINITION = 512 * 1024;
const MOST_CHARACTERS = 32 * 1024 * 1024;
const MOST_UNTRUSTED = 20;

function newServer({ identities }: PinFile, { identity, settings, at }: Intake): ServerPins {
  return {
    ...identity,
    trusted: identities.length === 0 || settings.newIdentity === 'scan',
    firstSeen: at,
    settled: false,
    pins: [],
    waiting: [],
    retired: [],
  };
}

/** A server that is started in another way each time fills nothing: of those that nobody trusts, the last are kept. */
function kept(identities: readonly ServerPins[]): readonly ServerPins[] {
  const untrusted = identities.filter(({ trusted }) => !trusted);
  const dropped = new Set(untrusted.slice(0, Math.max(0, untrusted.length - MOST_UNTRUSTED)));
  return identities.filter((each) => !dropped.has(each));
}

class Book {
  readonly pinned: Pin[] = [];
  readonly waiting: Waiting[] = [];
  readonly #server: ServerPins;
  readonly #intake: Intake;
  readonly #isFirstSight: boolean;
  readonly #pins: Map<string, Pin[]>;
  readonly #waiting: Map<string, Waiting[]>;
  /** The names that each content is pinned under. */
  readonly #contents: Map<string, string>;
  #retired: readonly Retired[];
  #room: number;

  constructor(server: ServerPins, intake: Intake) {
    this.#server = server;
    this.#intake = intake;
    this.#isFirstSight = !server.settled && Math.abs(intake.at - server.firstSeen) < FIRST_SIGHT_MS;
    this.#pins = grouped(server.pins);
    this.#waiting = grouped(server.waiting);
    this.#contents = new Map(server.pins.map(({ content, name }) => [content, name]));
    this.#retired = server.retired;
    const used = [...server.pins, ...server.waiting].reduce((sum, { definition }) => sum + sizeOf(definition), 0);
    this.#room = MOST_CHARACTERS - used;
  }

  take(definition: Definition): void {
    const key = pinKey(definition);
    if (has(this.#pins, key, definition)) return;
    const { situation, from } = this.#situationOf(key, definition);
    if (holdOn({ ...definition, situation }, this.#intake.settings) === null) this.#pin(key, definition, situation);
    else if (!has(this.#waiting, key, definition))
      this.#hold(key, { ...definition, situation, from, at: this.#intake.at });
  }

  get hasChanged(): boolean {
    return this.pinned.length > 0 || this.waiting.length > 0 || (this.#intake.isLast && !this.#server.settled);
  }

  /** The server as it is now. */
  close(): ServerPins {
    return {
      ...this.#server,
      settled: this.#server.settled || this.#intake.isLast,
      pins: [...this.#pins.values()].flat(),
      waiting: [...this.#waiting.values()].flat(),
      retired: this.#retired,
    };
  }

  #situationOf(key: string, { kind, content }: Definition): { situation: Situation; from: string | null } {
    if (!this.#server.trusted) return { situation: 'identity', from: null };
    if (this.#pins.has(key)) return { situation: 'changed', from: null };
    if (this.#isFirstSight) return { situation: 'first-sight', from: null };
    const from = kind === 'tool' ? (this.#contents.get(content) ?? null) : null;
    return from === null ? { situation: 'new', from } : { situation: 'renamed', from };
  }

  #pin(key: string, definition: Definition, situation: Situation): void {
    const replaced = this.#pins.get(key) ?? [];
    if (!this.#hasRoom(definition, this.#pins.size < MOST_PINS || replaced.length > 0)) return;
    const pin: Pin = { ...definition, by: situation === 'first-sight' ? 'first-sight' : 'scan', at: this.#intake.at };
    this.#retired = retire(this.#retired, replaced);
    this.#pins.set(key, [pin]);
    this.#waiting.delete(key);
    this.#contents.set(pin.content, pin.name);
    this.pinned.push(pin);
  }

  #hold(key: string, waiting: Waiting): void {
    if (!this.#hasRoom(waiting, this.#waiting.size < MOST_WAITING || this.#waiting.has(key))) return;
    this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), waiting].slice(-MOST_WAITING_OF_ONE));
    this.waiting.push(waiting);
  }

  #hasRoom({ definition }: Definition, isCounted: boolean): boolean {
    const size = sizeOf(definition);
    if (!isCounted || size > LARGEST_DEFINITION || size > this.#room) return false;
    this.#room -= size;
    return true;
  }
}

/** Remembers what is replaced, the last few of each name. */
export function retire(retired: readonly Retired[], replaced: readonly Definition[]): readonly Retired[] {
  const [first] = replaced;
  if (first === undefined) return retired;
  const key = pinKey(first);
  const own = [
    ...retired.filter((each) => pinKey(each) === key),
    ...replaced.map(({ kind, name, fingerprint }) => ({ kind, name, fingerprint })),
  ];
  return [...retired.filter((each) => pinKey(each) !== key), ...own.slice(-MOST_RETIRED_OF_ONE)];
}

function grouped<D extends Definition>(definitions: readonly D[]): Map<string, D[]> {
  const groups = new Map<string, D[]>();
  for (const definition of definitions) {
    const key = pinKey(definition);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [definition]);
    else group.push(definition);
  }
  return groups;
}

function has(groups: ReadonlyMap<string, readonly Definition[]>, key: string, { fingerprint }: Definition): boolean {
  return groups.get(key)?.some((each) => each.fingerprint === fingerprint) === true;
}

function sizeOf(definition: Definition['definition']): number {
  return JSON.stringify(definition).length;
}
