import { describe, expect, it } from 'vitest';
import { Tasks } from '../../src/proxy/tasks.ts';

const rules = [{ policy: 'p', rule: 'r' }];

describe('Tasks', () => {
  it('allows a task to the side whose request created it, by the rules of that request', () => {
    const tasks = new Tasks();
    tasks.add('client', 't1', rules);
    expect(tasks.decision('client', 't1')).toMatchObject({ outcome: 'allow', determining: rules });
    expect(tasks.has('client', 't1')).toBe(true);
  });

  it('knows nothing of a task for the other side, or of another task', () => {
    const tasks = new Tasks();
    tasks.add('client', 't1', rules);
    expect(tasks.decision('server', 't1')).toBeNull();
    expect(tasks.decision('client', 't2')).toBeNull();
    expect(tasks.has('server', 't1')).toBe(false);
  });

  it('forgets the oldest of very many', () => {
    const tasks = new Tasks();
    for (let i = 0; i <= 10_000; i += 1) tasks.add('client', `t${i}`, rules);
    expect(tasks.has('client', 't0')).toBe(false);
    expect(tasks.has('client', 't10000')).toBe(true);
  });
});
