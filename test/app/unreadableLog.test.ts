import { expect, it } from 'vitest';
import { unreadableLog } from '../../src/app/unreadableLog.ts';
import { LeashError } from '../../src/errors.ts';

it('says what, why and the way out', () => {
  const error = unreadableLog('entry 00:1 cannot be read', new Error('disk'));
  expect(error.code).toBe('ERR_LOG_UNAVAILABLE');
  expect(error.message).toBe('entry 00:1 cannot be read (disk); `leash audit verify` tells more');
  expect(unreadableLog('a part cannot be read', null).message).toBe(
    'a part cannot be read; `leash audit verify` tells more',
  );
});

it('lets an error stand that says enough', () => {
  const error = new LeashError('ERR_HOME_UNSAFE', 'others can read it');
  expect(unreadableLog('x', error)).toBe(error);
});
