import { describe, expect, it } from 'vitest';
import { openInTime } from '../../../src/app/http/opening.ts';
import type { Hosted } from '../../../src/app/http/hosted.ts';
import { LeashError } from '../../../src/errors.ts';
import { FakeHosted, FakeTime } from './support.ts';

describe('openInTime', () => {
  it('gives the server that started, and leaves no timer', async () => {
    const time = new FakeTime();
    const hosted = new FakeHosted();
    expect(await openInTime(Promise.resolve(hosted), { openMs: 50, schedule: time.schedule })).toBe(hosted);
    expect(time.waiting).toBe(0);
  });

  it('waits no longer than it should', async () => {
    const time = new FakeTime();
    const opening = openInTime(new Promise<Hosted>(() => undefined), { openMs: 50, schedule: time.schedule });
    time.pass(50);
    await expect(opening).rejects.toMatchObject({ name: 'LeashError', code: 'ERR_SPAWN_FAILED' });
  });

  it('passes on why a server did not start', async () => {
    const time = new FakeTime();
    const error = new LeashError('ERR_SPAWN_FAILED', 'no such command');
    await expect(openInTime(Promise.reject(error), { openMs: 50, schedule: time.schedule })).rejects.toBe(error);
    expect(time.waiting).toBe(0);
  });

  it('says nothing to callers of an error that nobody wrote for them', async () => {
    const cause = new Error('EACCES /secret/path');
    const opening = openInTime(Promise.reject(cause), { openMs: 50, schedule: new FakeTime().schedule });
    await expect(opening).rejects.toMatchObject({ message: 'the server could not be started', cause });
  });
});
