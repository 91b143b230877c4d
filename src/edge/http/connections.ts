import type { Duplex } from 'node:stream';
import type { Reply } from './reply.ts';

/**
 * Who is connected, and which responses each still waits for. Node tells only the response that is being written when
 * its connection is lost; those that wait behind it (pipelining) hear of it from here.
 */
export class Connections {
  readonly #replies = new Map<Duplex, Set<Reply>>();
  #open = 0;

  /** Requests that are not answered to the end. */
  get open(): number {
    return this.#open;
  }

  opened(socket: Duplex): void {
    this.#replies.set(socket, new Set());
    socket.once('close', () => this.#closed(socket));
  }

  began(socket: Duplex, reply: Reply): void {
    const replies = this.#replies.get(socket);
    if (replies === undefined) {
      reply.lost();
      return;
    }
    replies.add(reply);
    this.#open += 1;
  }

  finished(socket: Duplex, reply: Reply): void {
    if (this.#replies.get(socket)?.delete(reply) === true) this.#open -= 1;
  }

  /** What this connection waits for, the oldest first. */
  waiting(socket: Duplex): readonly Reply[] {
    return [...(this.#replies.get(socket) ?? [])];
  }

  /** Everything that anyone waits for. */
  all(): readonly Reply[] {
    return [...this.#replies.values()].flatMap((replies) => [...replies]);
  }

  destroy(): void {
    for (const socket of this.#replies.keys()) socket.destroy();
  }

  #closed(socket: Duplex): void {
    const replies = this.waiting(socket);
    this.#replies.delete(socket);
    this.#open -= replies.length;
    for (const reply of replies) reply.lost();
  }
}
