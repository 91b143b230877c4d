import type { ReplyPort } from '../../edge/http/exchange.ts';
import { refuse } from '../../edge/http/refuse.ts';
import { LeashError } from '../../errors.ts';
import type { RequestId } from '../../jsonrpc/message.ts';
import type { HandleKind } from '../../proxy/handles.ts';
import type { Backlog } from './backlog.ts';
import type { Hosted } from './hosted.ts';
import { Occupancy, type OccupancyOptions } from './occupancy.ts';
import { openInTime } from './opening.ts';

export interface HostOptions extends Omit<OccupancyOptions, 'expired'> {
  readonly owner: string;
  readonly starting: Promise<Hosted>;
  /** What waits for all servers together. */
  readonly backlog: Backlog;
  /** How long it may take to start. */
  readonly openMs: number;
  /** Told once, when it ends, with what resolves when its server is gone. */
  readonly onEnd: (gone: Promise<void>) => void;
  /** Told what went wrong, if it did not start or if a request made it throw. */
  readonly onFailure: (error: unknown) => void;
}

/** A request that waits for it to start. */
interface Waiting {
  readonly id: RequestId | null;
  readonly reply: ReplyPort;
  /** Of its message. */
  readonly bytes: number;
}

/** A message up to this size goes to a server that takes what it is given, without a look at all the others. */
const LIGHT_BYTES = 256 * 1024;

/** One server from the moment it is asked for until it ends, by whatever end: its own, a long silence, or ours. */
export class Host {
  /** Whom it belongs to. */
  readonly owner: string;
  readonly #options: HostOptions;
  readonly #occupancy: Occupancy;
  readonly #opening: Promise<Hosted>;
  readonly #exclude: () => void;
  /** Bytes that wait for it to start. */
  #waiting = 0;
  #hosted: Hosted | null = null;
  #isEnded = false;

  constructor(options: HostOptions) {
    this.owner = options.owner;
    this.#options = options;
    this.#occupancy = new Occupancy({ ...options, expired: () => this.end() });
    this.#opening = openInTime(options.starting, options);
    this.#exclude = options.backlog.include({ owner: this.owner, waiting: () => this.#backlog });
    this.#opening.then(
      (hosted) => this.#opened(hosted),
      (error: unknown) => this.#failed(error),
    );
  }

  /** Since when nothing uses it; null while something does. */
  get idleSince(): number | null {
    return this.#occupancy.idleSince;
  }

  /** Requests that await an answer, those included whose callers have gone. */
  get pending(): number {
    return this.#hosted?.pending ?? 0;
  }

  /** Whether its server has created tasks, which may run while nobody asks for them. */
  get hasTasks(): boolean {
    return this.#hosted?.hasTasks ?? false;
  }

  isOpen(id: RequestId): boolean {
    return this.#hosted?.isOpen(id) ?? false;
  }

  owns(kind: HandleKind, token: string): boolean {
    return this.#hosted?.owns(kind, token) ?? false;
  }

  /** Something begins to use it; whatever does says `leave` once. */
  enter(): void {
    this.#occupancy.enter();
  }

  leave(): void {
    this.#occupancy.leave();
  }

  /** Hands a request over: at once where the server runs, else as soon as it does, in the order they came. */
  deliver(request: Waiting, give: (hosted: Hosted) => void): void {
    const { id, reply, bytes } = request;
    if (!this.#hasRoom(bytes)) refuse(reply, 'too-many-calls', { id, headers: { 'Retry-After': '1' } });
    else if (this.#hosted !== null) this.#give(this.#hosted, request, give);
    else {
      this.#waiting += bytes;
      this.#opening.then(
        (hosted) => {
          this.#waiting -= bytes;
          this.#give(hosted, request, give);
        },
        (error: unknown) => {
          this.#waiting -= bytes;
          refuse(reply, 'unavailable', { id, detail: reasonOf(error) });
        },
      );
    }
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#occupancy.stop();
    const { starting, onEnd, onFailure } = this.#options;
    // One that starts too late is ended like any other; one that never started is gone.
    const gone = starting.then((hosted) => hosted.close().catch(onFailure)).catch(() => undefined);
    void gone.then(this.#exclude);
    onEnd(gone);
  }

  get #backlog(): number {
    return this.#waiting + (this.#hosted?.backlog ?? 0);
  }

  #hasRoom(bytes: number): boolean {
    const isLight = this.#hosted !== null && this.#backlog + bytes <= LIGHT_BYTES;
    return isLight || this.#options.backlog.hasRoom(this.owner, bytes);
  }

  #opened(hosted: Hosted): void {
    this.#hosted = hosted;
    void hosted.ended.then(() => this.end());
  }

  #failed(error: unknown): void {
    this.#options.onFailure(error);
    this.end();
  }

  #give(hosted: Hosted, { id, reply }: Waiting, give: (hosted: Hosted) => void): void {
    // Its caller went while the server started: nobody would read the answer.
    if (!reply.isOpen) return;
    if (this.#isEnded) {
      refuse(reply, 'unavailable', { id, detail: 'the server has ended' });
      return;
    }
    try {
      give(hosted);
    } catch (error) {
      // Nobody knows what state it is in now, so it ends.
      this.#failed(error);
      if (reply.streams) reply.close();
      else refuse(reply, 'internal', { id });
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof LeashError ? error.message : 'the server could not be started';
}
