import { expect, it } from 'vitest';
import { Allowance } from '../../../src/app/control/allowance.ts';

it('gives a burst, then one at a time, and tells how long the next one takes', () => {
  const allowance = new Allowance({ burst: 2, everyMs: 100, now: 0 });
  expect([allowance.take(0), allowance.take(0), allowance.take(0)]).toEqual([true, true, false]);
  expect(allowance.wait(0)).toBe(100);
  expect(allowance.take(99)).toBe(false);
  expect(allowance.take(100)).toBe(true);
  expect(allowance.isFull(150)).toBe(false);
  expect(allowance.isFull(400)).toBe(true);
});

it('gives nothing away to a clock that goes back', () => {
  const allowance = new Allowance({ burst: 1, everyMs: 100, now: 1000 });
  expect(allowance.take(1000)).toBe(true);
  expect([allowance.take(0), allowance.take(50)]).toEqual([false, false]);
});

it('takes back what was taken for nothing, and never holds more than its burst', () => {
  const allowance = new Allowance({ burst: 1, everyMs: 100, now: 0 });
  expect(allowance.take(0)).toBe(true);
  allowance.giveBack();
  allowance.giveBack();
  expect([allowance.take(0), allowance.take(0)]).toEqual([true, false]);
});
