import type { ReplyPort } from '../../edge/http/exchange.ts';
import { refuse } from '../../edge/http/refuse.ts';
import { LeashError } from '../../errors.ts';
import type { RequestId } from '../../jsonrpc/message.ts';
import type { HandleKind } from '../../proxy/handles.ts';
import type { Hosted } from './hosted.ts';
import { Occupancy, type OccupancyOptions } from './occupancy.ts';
import { openInTime } from './opening.ts';

export interface HostOptions extends Omit<OccupancyOptions, 'expired'> {
  readonly owner: string;
  readonly starting: Promise<Hosted>;
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
}

/** One server from the moment it is asked for until it ends, by whatever end: its own, a long silence, or ours. */
export class Host {
  /** Whom it belongs to. */
  readonly owner: string;
  readonly #options: HostOptions;
  readonly #occupancy: Occupancy;
  readonly #opening: Promise<Hosted>;
  #hosted: Hosted | null = null;
  #isEnded = false;

  constructor(options: HostOptions) {
    this.owner = options.owner;
    this.#options = options;
    this.#occupancy = new Occupancy({ ...options, expired: () => this.end() });
    this.#opening = openInTime(options.starting, options);
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
    if (this.#hosted !== null) this.#give(this.#hosted, request, give);
    else {
      this.#opening.then(
        (hosted) => this.#give(hosted, request, give),
        (error: unknown) => refuse(request.reply, 'unavailable', { id: request.id, detail: reasonOf(error) }),
      );
    }
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#occupancy.stop();
    const { starting, onEnd, onFailure } = this.#options;
    // One that starts too late is ended like any other; one that never started is gone.
    onEnd(starting.then((hosted) => hosted.close().catch(onFailure)).catch(() => undefined));
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
