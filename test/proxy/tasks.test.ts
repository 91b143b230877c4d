import { describe, expect, it } from 'vitest';
import { Tasks } from '../../src/proxy/tasks.ts';

const rules = [{ policy: 'p', rule: 'r' }];
const inspection = {
  type: 'inspect-result',
  rule: { policy: 'p', rule: 'r' },
  secrets: 'redact',
  injection: 'allow',
  maxBytes: null,
  taint: false,
} as const;
const allowed = { rules, inspections: [inspection] };

describe('Tasks', () => {
  it('allows a task to the side whose request created it, by the rules of that request', () => {
    const tasks = new Tasks();
    tasks.add('client', 't1', allowed);
    expect(tasks.decision('client', 't1')).toMatchObject({
      outcome: 'allow',
      determining: rules,
      // What is to be done about the result of the request is to be done about the result of its task.
      obligations: [inspection],
    });
    expect(tasks.has('client', 't1')).toBe(true);
  });

  it('knows nothing of a task for the other side, or of another task', () => {
    const tasks = new Tasks();
    tasks.add('client', 't1', allowed);
    expect(tasks.decision('server', 't1')).toBeNull();
    expect(tasks.decision('client', 't2')).toBeNull();
    expect(tasks.has('server', 't1')).toBe(false);
  });

  it('forgets the oldest of very many', () => {
    const tasks = new Tasks();
    for (let i = 0; i <= 10_000; i += 1) tasks.add('client', `t${i}`, allowed);
    expect(tasks.has('client', 't0')).toBe(false);
    expect(tasks.has('client', 't10000')).toBe(true);
  });
});
