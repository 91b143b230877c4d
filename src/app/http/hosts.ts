import type { Principal } from '../../edge/http/exchange.ts';
import type { Backlog } from './backlog.ts';
import { Capacity, type Claim } from './capacity.ts';
import { Host } from './host.ts';
import type { OpenHosted, Schedule } from './hosted.ts';
import { ownerOf } from './owner.ts';

export interface HostsOptions {
  readonly kind: 'session' | 'stateless';
  readonly open: OpenHosted;
  readonly backlog: Backlog;
  readonly max: number;
  readonly maxPerOwner: number;
  readonly idleMs: number;
  /** Where all places are taken, one that has been unused for so long gives way. */
  readonly graceMs: number;
  readonly openMs: number;
  readonly schedule: Schedule;
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
}

/** What tells how hosts of a kind are kept. */
const KINDS = {
  /** A session is its owner's: nobody else's need ends it, and a call whose caller went away goes on. */
  session: { isKept: (host: Host) => host.pending > 0, yieldsToOthers: false },
  /** A host without a session has little to lose: whoever went away has given his call up. A task runs on unwatched. */
  stateless: { isKept: (host: Host) => host.hasTasks, yieldsToOthers: true },
} as const;

/** All servers of one kind: started within their bounds, ended together. */
export class Hosts {
  readonly #options: HostsOptions;
  readonly #capacity: Capacity;
  readonly #hosts = new Set<Host>();
  readonly #ending = new Set<Promise<void>>();

  constructor(options: HostsOptions) {
    this.#options = options;
    this.#capacity = new Capacity(options);
  }

  /** Starts a server for whoever calls; null where there is no place. `onEnd` is told once, when it has ended. */
  open(principal: Principal, onEnd: () => void): Host | null {
    const { kind, backlog, idleMs, openMs, schedule, now, onFailure } = this.#options;
    const owner = ownerOf(principal);
    const claim = this.#claim(owner);
    if (claim === null) return null;
    const open = (): ReturnType<OpenHosted> => this.#options.open({ agent: principal.agent, principal, kind });
    const host: Host = new Host({
      owner,
      starting: claim.free.then(open),
      backlog,
      openMs,
      idleMs,
      schedule,
      now,
      isKept: () => KINDS[kind].isKept(host),
      onFailure,
      onEnd: (gone) => {
        this.#hosts.delete(host);
        this.#end(claim, gone);
        onEnd();
      },
    });
    this.#hosts.add(host);
    return host;
  }

  /** Ends all; resolves once their servers are gone. */
  async close(): Promise<void> {
    for (const host of this.#hosts) host.end();
    await Promise.all(this.#ending);
  }

  #claim(owner: string): Claim | null {
    const claim = this.#capacity.claim(owner);
    if (claim !== null) return claim;
    const unused = this.#longestUnused(owner);
    if (unused === null) return null;
    unused.end();
    return this.#capacity.claim(owner);
  }

  #longestUnused(owner: string): Host | null {
    const { kind, now, graceMs } = this.#options;
    const { isKept, yieldsToOthers } = KINDS[kind];
    // Who has all that one may have gains nothing by what others give up.
    const mayBeOthers = yieldsToOthers && this.#capacity.hasShare(owner);
    let found: Host | null = null;
    let since = now() - graceMs;
    for (const host of this.#hosts) {
      const { idleSince } = host;
      const isOlder = idleSince !== null && (found === null ? idleSince <= since : idleSince < since);
      if (!isOlder || isKept(host) || !(mayBeOthers || host.owner === owner)) continue;
      found = host;
      since = idleSince;
    }
    return found;
  }

  #end(claim: Claim, gone: Promise<void>): void {
    claim.release(gone);
    const ending: Promise<void> = gone.then(() => void this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}
