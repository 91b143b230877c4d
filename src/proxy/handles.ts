import type { ClassifiedMessage } from '../jsonrpc/message.ts';
import { member } from '../jsonrpc/value.ts';
import { createdTask } from './answers.ts';

/** What a server hands out that only the same running server may understand. */
export type HandleKind = 'task' | 'request-state';

/** Most handles of a session that are remembered, and the longest; a request with another goes to any server. */
const HANDLES_KEPT = 10_000;
const HANDLE_CHARS = 16 * 1024;

/** The handles that the server of this session has handed out: tasks, and the `requestState` of its questions. */
export class Handles {
  readonly #known: Readonly<Record<HandleKind, Set<string>>> = { task: new Set(), 'request-state': new Set() };

  /** Remembers what an answer of the server's hands out. */
  learn(answer: Extract<ClassifiedMessage, { kind: 'response' }>): void {
    if (answer.outcome === 'error') return;
    const task = createdTask(answer);
    if (task !== null) this.#add('task', task);
    const state = member(answer.body, 'requestState');
    if (typeof state === 'string') this.#add('request-state', state);
  }

  /** Whether any task was handed out: it may still be running. */
  get hasTasks(): boolean {
    return this.#known.task.size > 0;
  }

  has(kind: HandleKind, token: string): boolean {
    return this.#known[kind].has(token);
  }

  #add(kind: HandleKind, token: string): void {
    if (token.length > HANDLE_CHARS) return;
    const known = this.#known[kind];
    known.add(token);
    const oldest = known.keys().next();
    if (known.size > HANDLES_KEPT && oldest.done !== true) known.delete(oldest.value);
  }
}
