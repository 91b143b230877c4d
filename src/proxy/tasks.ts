import type { Decision, ResultInspection, RuleRef } from '../authz/decision.ts';
import type { Side } from '../jsonrpc/message.ts';

/** Most tasks of a session that are remembered; the oldest are forgotten, and then the policies are asked. */
const TASKS_KEPT = 10_000;

/** The rules that allowed the request, and what they want done about its result. */
interface Allowed {
  readonly rules: readonly RuleRef[];
  readonly inspections: readonly ResultInspection[];
}

/** The tasks that allowed requests created: who may use each, and by which rules. */
export class Tasks {
  readonly #tasks: Readonly<Record<Side, Map<string, Allowed>>> = { client: new Map(), server: new Map() };

  add(owner: Side, task: string, allowed: Allowed): void {
    const tasks = this.#tasks[owner];
    tasks.set(task, allowed);
    const oldest = tasks.keys().next();
    if (tasks.size > TASKS_KEPT && oldest.done !== true) tasks.delete(oldest.value);
  }

  has(owner: Side, task: string): boolean {
    return this.#tasks[owner].has(task);
  }

  /** Null for a task that no allowed request of this session created. */
  decision(owner: Side, task: string): Decision | null {
    const allowed = this.#tasks[owner].get(task);
    if (allowed === undefined) return null;
    return {
      outcome: 'allow',
      observed: false,
      mode: 'enforce',
      determining: allowed.rules,
      reason: 'the request that created this task was allowed',
      nearMiss: null,
      // Its result is the call's.
      obligations: allowed.inspections,
      errors: [],
      owasp: [],
    };
  }
}
