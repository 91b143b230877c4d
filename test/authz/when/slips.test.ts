import { describe, expect, it } from 'vitest';
import { compile } from './support.ts';

describe('slips', () => {
  it.each([
    [
      'tool.risk.level == "hihg"',
      '19: `hihg` never equals this, expected `low`, `medium`, `high` or `critical`, did you mean `high`?',
    ],
    [
      '"Low" != tool.risk.level',
      '0: `Low` never equals this, expected `low`, `medium`, `high` or `critical`, did you mean `low`?',
    ],
    [
      'tool.risk.level in ["low", "none"]',
      '27: `none` never equals this, expected `low`, `medium`, `high` or `critical`',
    ],
    [
      '"delete" in tool.risk.effects',
      '0: `delete` never equals this, expected `read`, `write`, `destructive`, `execute`, `admin` or 2 more',
    ],
    ['server.transport == "https"', '20: `https` never equals this, expected `stdio` or `http`, did you mean `http`?'],
    ['[1].all(x, tool.risk.level == "")', '30: `` never equals this, expected `low`, `medium`, `high` or `critical`'],
  ])('finds what can never be equal in %s', (text, problem) => {
    expect(compile(text)).toEqual([problem]);
  });

  it.each([
    ['agent.role == "a"', '6: `agent` has no `role`, expected one of `name`, `id`, `labels`, `verified`'],
    ['session.call > 1', '8: `session` has no `call`, did you mean `calls`?'],
    ['has(tool.risk.levels)', '14: `tool.risk` has no `levels`, did you mean `level`?'],
    ['tool.constructor == "a"', '5: `tool` has no `constructor`, expected one of'],
  ])('finds what a variable does not have in %s', (text, problem) => {
    expect(compile(text)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    'agent.labels.anything == "a"',
    'args.constructor == "a"',
    'tool.risk.level in ["high", "critical"]',
    '"egress" in tool.risk.effects',
    'tool.name == "hihg"',
    'args.level == "hihg"',
    'args.risk.level == "hihg"',
    'tool.risk.level == args.level',
  ])('finds nothing in %s', (text) => {
    expect(Array.isArray(compile(text))).toBe(false);
  });
});
