import type { Decision, RuleRef } from '../authz/decision.ts';
import type { Side } from '../jsonrpc/message.ts';

/** Most tasks of a session that are remembered; the oldest are forgotten, and then the policies are asked. */
const TASKS_KEPT = 10_000;

/** The tasks that allowed requests created: who may use each, and by which rules. */
export class Tasks {
  readonly #rules: Readonly<Record<Side, Map<string, readonly RuleRef[]>>> = { client: new Map(), server: new Map() };

  add(owner: Side, task: string, rules: readonly RuleRef[]): void {
    const tasks = this.#rules[owner];
    tasks.set(task, rules);
    const oldest = tasks.keys().next();
    if (tasks.size > TASKS_KEPT && oldest.done !== true) tasks.delete(oldest.value);
  }

  has(owner: Side, task: string): boolean {
    return this.#rules[owner].has(task);
  }

  /** Null for a task that no allowed request of this session created. */
  decision(owner: Side, task: string): Decision | null {
    const rules = this.#rules[owner].get(task);
    if (rules === undefined) return null;
    return {
      outcome: 'allow',
      observed: false,
      mode: 'enforce',
      determining: rules,
      reason: 'the request that created this task was allowed',
      nearMiss: null,
      obligations: [],
      errors: [],
      owasp: [],
    };
  }
}
