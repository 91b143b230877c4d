import { retire } from './intake.ts';
import { pinKey, type Pin, type PinFile, type ServerPins, type Waiting } from './pin.ts';

/** What a person has looked at and accepts: exactly these definitions of one server. */
export interface Acceptances {
  /** Id of the server's identity; it is trusted from then on. */
  readonly identity: string;
  readonly chosen: readonly Pick<Waiting, 'kind' | 'name' | 'fingerprint'>[];
  /** Whether what was pinned under the same names stays accepted beside it. */
  readonly keep: boolean;
  /** In ms since the epoch. */
  readonly at: number;
}

/** What came of it: null where a definition no longer waits, since what was shown is not what would be trusted. */
export interface Accepted {
  readonly file: PinFile;
  readonly pins: readonly Pin[];
}

/** Pins what a person accepts, all of it or nothing. */
export function accept(file: PinFile, acceptances: Acceptances): Accepted | null {
  const server = file.identities.find(({ id }) => id === acceptances.identity);
  const found = server === undefined ? null : findAll(server, acceptances.chosen);
  if (server === undefined || found === null) return null;
  const after = found.reduce((each, one) => moved(each, one, acceptances), { ...server, trusted: true });
  const pins = found.map((each) => pinOf(each, acceptances.at));
  return { file: { ...file, identities: file.identities.map((each) => (each === server ? after : each)) }, pins };
}

function findAll({ waiting }: ServerPins, chosen: Acceptances['chosen']): readonly Waiting[] | null {
  const found = chosen.map((each) =>
    waiting.find((one) => pinKey(one) === pinKey(each) && one.fingerprint === each.fingerprint),
  );
  return found.every((each) => each !== undefined) ? found : null;
}

/** The newest of a name takes the place of those before it. */
function moved(server: ServerPins, waiting: Waiting, { keep, at }: Acceptances): ServerPins {
  const key = pinKey(waiting);
  const pin = pinOf(waiting, at);
  const replaced = keep ? [] : server.pins.filter((each) => pinKey(each) === key);
  return {
    ...server,
    pins: [...server.pins.filter((each) => !replaced.includes(each)), pin],
    waiting: server.waiting.filter((each) => pinKey(each) !== key || each.at > waiting.at),
    retired: retire(server.retired, replaced),
  };
}

function pinOf({ kind, name, fingerprint, content, grade, findings, risk, definition }: Waiting, at: number): Pin {
  return { kind, name, fingerprint, content, grade, findings, risk, definition, by: 'person', at };
}
