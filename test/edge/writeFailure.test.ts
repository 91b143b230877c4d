import { describe, expect, it } from 'vitest';

import { LeashError } from '../../src/errors.ts';
import { writeFailure } from '../../src/edge/writeFailure.ts';

describe('writeFailure', () => {
  it.each([
    ['SQLITE_FULL', 'make room'],
    ['SQLITE_READONLY', 'make it writable'],
    ['SQLITE_BUSY', 'close that program'],
    ['SQLITE_IOERR', 'check the disk'],
    ['SQLITE_CORRUPT', 'leash audit verify'],
    ['SQLITE_MISUSE', 'check the disk'],
  ])('tells the way out of %s, and keeps the cause', (code, way) => {
    const cause = Object.assign(new Error(`${code}: something`), { code });
    const error = writeFailure('/home/a/00.db', cause);
    expect(error).toMatchObject({ code: 'ERR_LOG_UNAVAILABLE', cause });
    expect(error.message).toContain('`/home/a/00.db`');
    expect(error.message).toContain(way);
  });

  it('says what it knows of anything else', () => {
    expect(writeFailure('/a', new Error('unforeseen')).message).toContain('unforeseen');
    expect(writeFailure('/a', 'text').message).toContain('text');
  });

  it('leaves an error of ours as it is', () => {
    const error = new LeashError('ERR_KEY_UNREADABLE', 'a key');
    expect(writeFailure('/a', error)).toBe(error);
  });
});
