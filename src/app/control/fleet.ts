import { adminToken } from '../../edge/adminToken.ts';
import { askControl, listenToControl, type ControlPeer } from '../../edge/controlClient.ts';
import { controlPlaces, type ControlPlace } from '../../edge/controlSocket.ts';
import type { Home } from '../../edge/home.ts';
import { LeashError } from '../../errors.ts';
import type { Answered, ApprovalAnswer, Grant, HeldCall } from './approvals.ts';
import { answeredIn, grantsIn, heldIn, liveEventIn, problemIn, statusIn } from './fleetAnswers.ts';
import type { LiveEvent } from './feed.ts';
import type { ProxyStatus } from './proxyInfo.ts';

/** A process of the home that answers. */
export interface FleetProxy extends ProxyStatus {
  /** What it is called in `run/`. */
  readonly id: string;
}

/** A process that is there and does not answer, or not as expected. */
export interface SilentProxy {
  readonly id: string;
  readonly pid: number;
  readonly why: string;
}

/** A held call, and the process that holds it. */
export interface FleetCall extends HeldCall {
  readonly proxy: string;
}

/** A grant, and the process that keeps it. */
export interface FleetGrant extends Grant {
  readonly proxy: string;
}

/** What happens in the processes of a home. */
export type FleetEvent =
  /** Comes first for each process, and each second in which something about it is different. */
  | { readonly kind: 'status'; readonly proxy: FleetProxy }
  | { readonly kind: 'event'; readonly proxy: string; readonly event: LiveEvent }
  /** Events that are left out: more than are shown. The counts of `status` hold them. Null where nobody knows how many. */
  | { readonly kind: 'gap'; readonly proxy: string; readonly missed: number | null }
  /** What is held now, whenever it changes. */
  | { readonly kind: 'approvals'; readonly proxy: string; readonly held: readonly HeldCall[] }
  | { readonly kind: 'left'; readonly proxy: string };

/** All processes of a home that are live, through their control sockets. Texts are as they came: escape them to show them. */
export interface Fleet {
  list(): Promise<{ readonly proxies: readonly FleetProxy[]; readonly silent: readonly SilentProxy[] }>;
  /** Oldest first. */
  approvals(): Promise<readonly FleetCall[]>;
  /**
   * Answers a held call; to approve needs the passphrase, where one is set. Throws `ERR_CONTROL_UNREACHABLE` where its
   * process has gone.
   */
  answer(call: Pick<FleetCall, 'proxy' | 'id'>, answer: ApprovalAnswer, passphrase?: string | null): Promise<Answered>;
  grants(): Promise<readonly FleetGrant[]>;
  /** False where there is no such grant. */
  revoke(grant: Pick<FleetGrant, 'proxy' | 'id'>, by: string): Promise<boolean>;
  /** Tells what happens, in processes that come and go, until it is closed. A listener must not throw. */
  follow(listener: (event: FleetEvent) => void, options?: FollowOptions): { close(): void };
}

/** How a fleet is followed. */
interface FollowOptions {
  /** Most events of one process in a second; what is above becomes a `gap`. */
  readonly rate?: number;
  /** How often new processes are looked for, in ms. */
  readonly everyMs?: number;
}

/** The processes of a home, but for the one that asks (`self`: its name in `run/`). Touches nothing before it is asked. */
export function fleetOf(home: Home, self: () => string | null = () => null): Fleet {
  const places = async (): Promise<readonly ControlPlace[]> =>
    (await controlPlaces(home)).filter(({ id }) => id !== self());
  const token = remembered(() => adminToken(home));
  const peerAt = async ({ socket }: ControlPlace): Promise<ControlPeer> => ({ socket, token: await token() });
  const placeOf = async (id: string): Promise<ControlPlace> => {
    const place = (await places()).find((each) => each.id === id);
    if (place !== undefined) return place;
    throw new LeashError('ERR_CONTROL_UNREACHABLE', `there is no process \`${id}\` any more`);
  };
  const ask = async <T>(place: ControlPlace, path: string, read: (text: string) => T | null): Promise<T> => {
    const { status, text } = await askControl(await peerAt(place), { method: 'GET', path });
    const found = status === 200 ? read(text) : null;
    if (found !== null) return found;
    throw new LeashError('ERR_CONTROL_UNREACHABLE', `process \`${place.id}\` answers ${status}: ${problemIn(text)}`);
  };
  /** Of every process that answers; one that has just gone takes nothing away from the others. */
  const ofAll = async <T>(read: (place: ControlPlace) => Promise<readonly T[]>): Promise<readonly T[]> => {
    return (await Promise.all((await places()).map((place) => read(place).catch(() => [])))).flat();
  };
  const statusOf = async (place: ControlPlace): Promise<FleetProxy> => ({
    id: place.id,
    ...(await ask(place, '/v1/proxy', statusIn)),
  });
  return {
    async list() {
      const all = await Promise.all(
        (await places()).map((place) => statusOf(place).catch((why: unknown) => silent(place, why))),
      );
      return {
        proxies: all.filter((each): each is FleetProxy => 'info' in each),
        silent: all.filter((each): each is SilentProxy => !('info' in each)),
      };
    },
    async approvals() {
      const held = await ofAll(async (place) =>
        (await ask(place, '/v1/approvals?local=true', heldIn)).map((call) => ({ ...call, proxy: place.id })),
      );
      return held.toSorted((one, other) => one.at - other.at);
    },
    async answer({ proxy, id }, answer, passphrase = null) {
      const peer = await peerAt(await placeOf(proxy));
      const path = `/v1/approvals/${encodeURIComponent(id)}`;
      const { text, status } = await askControl(peer, { method: 'POST', path, body: wireAnswer(answer), passphrase });
      const answered = answeredIn(status, text);
      if (answered !== null) return answered;
      throw new LeashError('ERR_CONTROL_UNREACHABLE', `process \`${proxy}\` answers ${status}: ${problemIn(text)}`);
    },
    grants: () =>
      ofAll(async (place) =>
        (await ask(place, '/v1/approvals/grants?local=true', grantsIn)).map((grant) => ({ ...grant, proxy: place.id })),
      ),
    async revoke({ proxy, id }, by) {
      const peer = await peerAt(await placeOf(proxy));
      const path = `/v1/approvals/grants/${encodeURIComponent(id)}?by=${encodeURIComponent(by)}`;
      const { status, text } = await askControl(peer, { method: 'DELETE', path });
      if (status === 204 || status === 404) return status === 204;
      throw new LeashError('ERR_CONTROL_UNREACHABLE', `process \`${proxy}\` answers ${status}: ${problemIn(text)}`);
    },
    follow(listener, { rate = 500, everyMs = 500 } = {}) {
      const followed = new Map<string, { close(): void }>();
      let isClosed = false;
      const heldOf = async (place: ControlPlace): Promise<void> => {
        const held = await ask(place, '/v1/approvals?local=true', heldIn).catch(() => null);
        if (held !== null && followed.has(place.id)) listener({ kind: 'approvals', proxy: place.id, held });
      };
      const join = async (place: ControlPlace): Promise<void> => {
        let isIn = false;
        const peer = await peerAt(place);
        if (isClosed || followed.has(place.id)) return;
        const stream = listenToControl(peer, `/v1/events?local=true&status=true&rate=${rate}`, {
          event(type, data) {
            if (type === 'status') {
              const status = statusIn(data);
              if (status === null) return;
              isIn = true;
              listener({ kind: 'status', proxy: { id: place.id, ...status } });
            } else if (type === 'approvals') void heldOf(place);
            else {
              const found = liveEventIn(type, data);
              if (found !== null) listener({ proxy: place.id, ...found });
            }
          },
          ended() {
            followed.delete(place.id);
            // It is looked for again: it may only have been too slow to read.
            if (isIn && !isClosed) listener({ kind: 'left', proxy: place.id });
          },
        });
        followed.set(place.id, stream);
      };
      const look = async (): Promise<void> => {
        for (const place of await places().catch(() => [])) {
          if (!followed.has(place.id)) await join(place).catch(() => undefined);
        }
      };
      const timer = setInterval(() => void look(), everyMs);
      void look();
      return {
        close() {
          isClosed = true;
          clearInterval(timer);
          for (const stream of followed.values()) stream.close();
          followed.clear();
        },
      };
    },
  };
}

function wireAnswer({ verdict, argsHash, reach, pattern, forSeconds, by, reason }: ApprovalAnswer): object {
  return { verdict, args_hash: argsHash, reach, pattern, for_seconds: forSeconds, by, reason };
}

function silent({ id, pid }: ControlPlace, why: unknown): SilentProxy {
  return { id, pid, why: why instanceof Error ? why.message : String(why) };
}

/** Made once it is needed; a failure is tried again. */
function remembered<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    }));
}
