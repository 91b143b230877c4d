import { pinKey, type Identity, type Pin, type PinFile, type Waiting } from './pin.ts';
import type { PinSettings } from './settings.ts';

/** What is accepted of a server, and what waits, at one moment: looked up by name, never changed. */
export interface PinState {
  /** Why the pins cannot be read; null where they can. Then nothing of the server is accepted. */
  readonly broken: string | null;
  /** The server that its name belongs to, where this one is another; else null. Then nothing of it is accepted. */
  readonly impostorOf: string | null;
  /** Whether the server has been listed to its end before. */
  readonly settled: boolean;
  readonly pins: ByName<Pin>;
  readonly waiting: ByName<Waiting>;
  /** Fingerprints that were accepted once, by name. */
  readonly retired: ReadonlyMap<string, ReadonlySet<string>>;
  /** Every name that is pinned or waits. */
  readonly names: ReadonlySet<string>;
}

/** Definitions by the key of their name, then by their fingerprint. */
type ByName<D> = ReadonlyMap<string, ReadonlyMap<string, D>>;

/** What a file says of one server; of one that it does not know, that nothing is known. */
export function pinStateOf(file: PinFile | null, identity: Identity, settings: PinSettings): PinState {
  const identities = file?.identities ?? [];
  const own = identities.find(({ id }) => id === identity.id);
  const pins = own?.pins ?? [];
  const waiting = own?.waiting ?? [];
  const retired = new Map<string, Set<string>>();
  for (const each of own?.retired ?? []) setOf(retired, pinKey(each)).add(each.fingerprint);
  const isStranger = own === undefined ? identities.length > 0 && settings.newIdentity === 'quarantine' : !own.trusted;
  return {
    broken: null,
    impostorOf: isStranger ? (identities.find(({ trusted }) => trusted)?.label ?? 'another server') : null,
    settled: own?.settled ?? false,
    pins: byName(pins),
    waiting: byName(waiting),
    retired,
    names: new Set([...pins, ...waiting].filter(({ kind }) => kind === 'tool').map(({ name }) => name)),
  };
}

/** The state of a server whose pins cannot be read: nothing is accepted until a person has mended them. */
export function brokenPinState(why: string): PinState {
  const none = new Map<string, never>();
  return { broken: why, impostorOf: null, settled: true, pins: none, waiting: none, retired: none, names: new Set() };
}

function byName<D extends Pin | Waiting>(definitions: readonly D[]): ByName<D> {
  const names = new Map<string, Map<string, D>>();
  for (const definition of definitions) {
    const key = pinKey(definition);
    const found = names.get(key);
    if (found === undefined) names.set(key, new Map([[definition.fingerprint, definition]]));
    else found.set(definition.fingerprint, definition);
  }
  return names;
}

function setOf(sets: Map<string, Set<string>>, key: string): Set<string> {
  const found = sets.get(key) ?? new Set();
  sets.set(key, found);
  return found;
}
