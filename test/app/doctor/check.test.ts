import { describe, expect, it } from 'vitest';
import { fail, guarded, ok, warn } from '../../../src/app/doctor/check.ts';

describe('a check', () => {
  it('is well without anything to do, and not well with it', () => {
    expect(ok('a', 'b')).toEqual({ what: 'a', state: 'ok', detail: 'b', fix: null });
    expect(warn('a', 'b', 'c')).toEqual({ what: 'a', state: 'warn', detail: 'b', fix: 'c' });
    expect(fail('a', 'b', 'c')).toEqual({ what: 'a', state: 'fail', detail: 'b', fix: 'c' });
  });

  it('that ends in an error has failed, and says why', async () => {
    expect(await guarded('log', () => Promise.resolve([ok('a', 'b')]))).toEqual([ok('a', 'b')]);
    expect(await guarded('log', () => Promise.reject(new Error('no')))).toMatchObject([
      { what: 'log', state: 'fail', detail: 'no' },
    ]);
  });
});
