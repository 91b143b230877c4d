/** Something to post. */
export interface Post {
  /** Bytes of its body. */
  readonly bytes: number;
  /** Posts it; `next` is called, at least once, when what follows may be posted. */
  run(next: () => void): void;
}

/**
 * The order of what is sent: a post begins when the one before it has left, not when that has its answer. So a slow
 * call keeps nothing waiting, and a server sees messages in the order they were sent.
 */
export class PostQueue {
  #waiting: Post[] = [];
  #running: Post | null = null;
  #queued = 0;
  #scheduled = false;
  readonly #idle: () => void;
  #flushed: (() => void)[] = [];

  /** `idle` is told whenever the last of what was queued has left. */
  constructor(idle: () => void) {
    this.#idle = idle;
  }

  /** Bytes that have not left. */
  get queued(): number {
    return this.#queued;
  }

  get isEmpty(): boolean {
    return this.#running === null && this.#waiting.length === 0;
  }

  push(post: Post): void {
    this.#queued += post.bytes;
    this.#waiting.push(post);
    this.#schedule();
  }

  /** Goes before all that waits. */
  overtake(post: Post): void {
    this.#queued += post.bytes;
    this.#waiting.unshift(post);
    this.#schedule();
  }

  /** Takes out what has not begun; false where it has. */
  remove(post: Post): boolean {
    const at = this.#waiting.indexOf(post);
    if (at === -1) return false;
    this.#waiting.splice(at, 1);
    this.#left(post);
    return true;
  }

  /** Takes out all that has not begun. */
  clear(): void {
    for (const post of this.#waiting.splice(0)) this.#left(post);
  }

  /** Resolves once nothing is queued. */
  flushed(): Promise<void> {
    return this.isEmpty ? Promise.resolve() : new Promise((resolve) => this.#flushed.push(resolve));
  }

  /**
   * Begins after the sockets have been looked at: where a server has closed a connection meanwhile, Node knows by then,
   * and does not send a call into it.
   */
  #schedule(): void {
    if (this.#scheduled || this.#running !== null) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#running === null) this.#runNext();
    });
  }

  #runNext(): void {
    const post = this.#waiting.shift();
    if (post === undefined) return;
    this.#running = post;
    post.run(() => {
      if (this.#running !== post) return;
      this.#running = null;
      this.#left(post);
      this.#runNext();
    });
  }

  #left(post: Post): void {
    this.#queued -= post.bytes;
    if (!this.isEmpty) return;
    for (const resolve of this.#flushed.splice(0)) resolve();
    this.#idle();
  }
}
