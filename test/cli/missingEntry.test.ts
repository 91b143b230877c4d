import { expect, it } from 'vitest';
import { missingEntry } from '../../src/cli/missingEntry.ts';
import { outputOn } from '../../src/cli/output.ts';
import { captured } from './home.ts';

it('tells an entry that is not there from a log that cannot be read', () => {
  const { io, err } = captured();
  const output = outputOn(io, false);
  expect(missingEntry('00:9', { kind: 'not-found', unreadable: [] }, output)).toBe(1);
  expect(missingEntry('00:9', { kind: 'not-found', unreadable: [{ shard: '01', why: 'gone' }] }, output)).toBe(3);
  expect(err.join('')).toContain('there is no entry 00:9');
  expect(() => missingEntry('x', { kind: 'no-id' }, output)).toThrow('`x` is no entry');
});
