import type { SessionFacts } from '../authz/request.ts';

/** What has happened in a session, as conditions see it (`session.tainted`, `session.tools_called`, ...). */
export class SessionBook {
  #calls = 0;
  #denied = 0;
  #isTainted = false;
  #started: number | null = null;
  readonly #tools: string[] = [];

  /** What is known now, at this time in milliseconds. The session began when it was asked first. */
  at(ms: number): SessionFacts {
    this.#started ??= ms;
    return {
      calls: this.#calls,
      denied: this.#denied,
      tainted: this.#isTainted,
      toolsCalled: this.#tools,
      started: this.#started,
    };
  }

  /** A tool call was allowed. It counts from its decision on, so that calls that come at once do not overtake the count. */
  called(tool: string): void {
    this.#calls += 1;
    this.#tools.push(tool);
    if (this.#tools.length > TOOLS_KEPT) this.#tools.shift();
  }

  /** A tool call that was allowed was not run after all. */
  uncalled(tool: string): void {
    this.#calls -= 1;
    const last = this.#tools.lastIndexOf(tool);
    if (last !== -1) this.#tools.splice(last, 1);
  }

  denied(): void {
    this.#denied += 1;
  }

  /** A result was handed over that nobody vouches for. It cannot be unread. */
  taint(): void {
    this.#isTainted = true;
  }
}

/** The names of the newest calls: a session that runs for months does not grow. */
const TOOLS_KEPT = 1000;
