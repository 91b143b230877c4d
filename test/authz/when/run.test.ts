import { describe, expect, it } from 'vitest';
import { MAX_STEPS, STEP_CHARACTERS } from '../../../src/authz/when/limits.ts';
import { Run, WhenError } from '../../../src/authz/when/run.ts';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import { REMOTE } from '../matchers/support.ts';

const runOf = (...inputs: (JsonValue | undefined)[]) => new Run(REMOTE, new Map(), inputs);

describe('Run', () => {
  it('lets so many steps be taken, and no more', () => {
    const run = runOf();
    run.spendLoop(MAX_STEPS);
    expect(run.isOver).toBe(false);
    expect(() => run.spendLoop(1)).toThrow(WhenError);
    expect(run.isOver).toBe(true);
    expect(() => run.spend(0)).toThrow(WhenError);
  });

  it('makes each step cost more where the arguments are long, wherever in them the length is', () => {
    const long = 'a'.repeat(STEP_CHARACTERS * 9);
    for (const input of [
      long,
      [long],
      { a: [{ b: long }] },
      { [long]: 1 },
      Array.from({ length: long.length }, () => 1),
    ]) {
      const run = runOf(undefined, input);
      run.spendLoop(MAX_STEPS / 10);
      expect(() => run.spendLoop(1)).toThrow(WhenError);
    }
  });
});
