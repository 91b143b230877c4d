import { expect, it } from 'vitest';
import { problemOf } from '../../src/admin/failure.ts';
import { ProblemError } from '../../src/admin/problem.ts';
import { LeashError } from '../../src/errors.ts';

it.each([
  ['ERR_USAGE', 'invalid'],
  ['ERR_AGENT_UNKNOWN', 'not-found'],
  ['ERR_LOG_UNAVAILABLE', 'unavailable'],
  ['ERR_LIMIT_UNAVAILABLE', 'unavailable'],
  ['ERR_AGENTS_UNREADABLE', 'unavailable'],
  ['ERR_POLICY_INVALID', 'conflict'],
] as const)('tells what a person can mend: %s is %s', (code, key) => {
  expect(problemOf(new LeashError(code, 'why'))).toMatchObject({ key, options: { detail: 'why' } });
});

it('tells nothing of what nobody foresaw', () => {
  for (const error of [new Error('secret'), 'secret', new LeashError('ERR_SPAWN_FAILED', 'secret')]) {
    expect(JSON.stringify(problemOf(error))).not.toContain('secret');
  }
  const problem = new ProblemError('busy');
  expect(problemOf(problem)).toBe(problem);
});
