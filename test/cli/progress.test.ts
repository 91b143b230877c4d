import { describe, expect, it } from 'vitest';
import { outputOn } from '../../src/cli/output.ts';
import { progressBar } from '../../src/cli/progress.ts';

function drawn(isTerminal: boolean, isJson: boolean) {
  const err: string[] = [];
  let time = 0;
  const io = { out: () => undefined, err: (text: string) => err.push(text), isTerminal, env: {} };
  const bar = progressBar(outputOn(io, isJson), 'verifying', () => time);
  bar.update({ done: 1, total: 4 });
  time = 50;
  bar.update({ done: 2, total: 4 });
  time = 200;
  bar.update({ done: 3, total: 4 });
  bar.end();
  return err;
}

describe('progressBar', () => {
  it('draws over itself on a terminal, not too often, and leaves a clean line', () => {
    const [first = '', second = '', last = '', ...rest] = drawn(true, false);
    expect(first).toMatch(/^\rverifying .* 25 % 1\/4$/);
    expect(second).toMatch(/75 % 3\/4$/);
    expect(last).toBe('\r\u001b[2K');
    expect(rest).toEqual([]);
  });

  it.each([
    [false, false],
    [true, true],
  ])('draws nothing for a pipe or beside JSON (terminal %s, json %s)', (isTerminal, isJson) => {
    expect(drawn(isTerminal, isJson)).toEqual([]);
  });
});
