import { describe, expect, it } from 'vitest';
import { formatProblem, InvalidPolicyError } from '../../src/edge/policyProblems.ts';

const problem = (line: number) => ({
  file: 'policies/team.yaml',
  at: { line, column: 3 },
  message: 'unknown key `efect`',
});

describe('formatProblem', () => {
  it('says file, line and column as compilers do', () => {
    expect(formatProblem(problem(12))).toBe('policies/team.yaml:12:3: unknown key `efect`');
  });
});

describe('formatProblem on a hostile file', () => {
  it('shows what a terminal would obey', () => {
    const hostile = { file: 'a\u001b[2J.yaml', at: { line: 1, column: 1 }, message: 'unknown key `\u202eevil`' };
    expect(formatProblem(hostile)).toBe(
      String.raw`a\x1b[2J.yaml:1:1: unknown key ` + '`' + String.raw`\u{202e}evil` + '`',
    );
  });
});

describe('InvalidPolicyError', () => {
  it('lists every problem', () => {
    const problems = [problem(1), problem(2)];
    const error = new InvalidPolicyError(problems);
    expect(error).toMatchObject({ code: 'ERR_POLICY_INVALID', name: 'InvalidPolicyError', problems });
    expect(error.message.split('\n')).toEqual(problems.map(formatProblem));
  });

  it('cuts a message that nobody would read, and keeps the problems', () => {
    const error = new InvalidPolicyError(Array.from({ length: 1000 }, (_, line) => problem(line)));
    expect(error.message.split('\n')).toHaveLength(51);
    expect(error.message).toMatch(/and 950 more$/);
    expect(error.problems).toHaveLength(1000);
  });
});
