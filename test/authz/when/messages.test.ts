import { describe, expect, it } from 'vitest';
import { loadMessage, runMessage } from '../../../src/authz/when/messages.ts';
import { WhenError } from '../../../src/authz/when/run.ts';

describe('runMessage', () => {
  it('says what our own functions say', () => {
    expect(runMessage(new WhenError('a value is no integer'))).toBe(
      '`when` cannot be evaluated: a value is no integer',
    );
  });

  it('repeats nothing of what anybody else throws', () => {
    for (const thrown of [
      new Error('hunter2'),
      new RangeError('hunter2'),
      'hunter2',
      { code: 'hunter2', summary: 'hunter2', range: null },
    ]) {
      expect(runMessage(thrown)).toBe('`when` cannot be evaluated');
    }
  });
});

describe('an error of the engine', () => {
  it('is told by its place in the policy, and not at all where it has none there', () => {
    const node = { op: 'comprehension', args: { secret: 'hunter2' } };
    const thrown = Object.assign(new Error('hunter2'), {
      code: 'x',
      summary: 'hunter2',
      range: { start: 0, end: 1 },
      node,
    });
    expect(runMessage(thrown)).toBe('`when` cannot be evaluated');
    expect(runMessage(Object.assign(thrown, { node: { op: 'id', args: 'tool' } }))).toBe(
      '`when` cannot be evaluated: `tool` cannot be evaluated with the values that it has',
    );
  });
});

describe('loadMessage', () => {
  it('has an answer for what it does not know', () => {
    for (const thrown of [new Error('x'), null, 3]) {
      expect(loadMessage(thrown, 'a')).toEqual({ index: 0, message: 'the expression cannot be read' });
    }
  });
});
