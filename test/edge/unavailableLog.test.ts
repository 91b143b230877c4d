import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { EntryDraft, Receipt } from '../../src/audit/entry.ts';
import type { AuditLog } from '../../src/audit/log.ts';
import { LeashError } from '../../src/errors.ts';
import { unavailableLog } from '../../src/edge/unavailableLog.ts';
import { appended, decision, event } from '../support/drafts.ts';

const ERROR = new LeashError('ERR_LOG_UNAVAILABLE', 'the disk is full');
const RECEIPT = { shard: '00', index: 1, recordId: 'id' } as Receipt;

function opened() {
  const notes: EntryDraft[] = [];
  const close = vi.fn(() => Promise.resolve());
  const log: AuditLog = {
    append: (_, done) => queueMicrotask(() => done(RECEIPT)),
    note: (draft) => void notes.push(draft),
    backlog: 7,
    close,
  };
  return { log, notes, close };
}

describe('a log that cannot be opened', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('refuses every entry with the reason, and never within the call', async () => {
    const log = unavailableLog({ error: ERROR, reopen: () => Promise.reject(ERROR), warn: () => undefined });
    let answered = false;
    log.append(decision(), () => {
      answered = true;
    });
    expect(answered).toBe(false);
    expect(await appended(log, decision())).toBe(ERROR);
    expect(answered).toBe(true);
    await log.close();
  });

  it('heals when it can be opened, and keeps the notes of the session until then', async () => {
    const { log: real, notes, close } = opened();
    const warnings: string[] = [];
    let disk = false;
    const reopen = () => (disk ? Promise.resolve(real) : Promise.reject(ERROR));
    const log = unavailableLog({ error: ERROR, reopen, warn: (message) => warnings.push(message), retryMs: 100 });
    log.note(event());
    expect(log.backlog).toBe(1);
    await vi.advanceTimersByTimeAsync(250);
    expect(await appended(log, decision())).toBe(ERROR);
    disk = true;
    await vi.advanceTimersByTimeAsync(100);
    expect(await appended(log, decision())).toBe(RECEIPT);
    log.note(event({ event: 'session_end' }));
    expect(notes).toMatchObject([{ event: 'session_start' }, { event: 'session_end' }]);
    expect(warnings).toHaveLength(1);
    expect(log.backlog).toBe(7);
    await log.close();
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('refuses with the newest reason', async () => {
    const later = new LeashError('ERR_KEY_UNREADABLE', 'the key cannot be read');
    const reopen = () => Promise.reject(later);
    const log = unavailableLog({ error: ERROR, reopen, warn: () => undefined, retryMs: 100 });
    await vi.advanceTimersByTimeAsync(100);
    expect(await appended(log, decision())).toBe(later);
    await log.close();
  });

  it('opens one log at a time', async () => {
    const reopen = vi.fn(() => new Promise<AuditLog>(() => undefined));
    unavailableLog({ error: ERROR, reopen, warn: () => undefined, retryMs: 100 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(reopen).toHaveBeenCalledTimes(1);
  });

  it('closes a log that opened too late, with its notes', async () => {
    const { log: real, notes, close } = opened();
    let finish: (log: AuditLog) => void = () => undefined;
    const reopen = () =>
      new Promise<AuditLog>((resolve) => {
        finish = resolve;
      });
    const log = unavailableLog({ error: ERROR, reopen, warn: () => undefined, retryMs: 100 });
    log.note(event());
    await vi.advanceTimersByTimeAsync(100);
    const closing = log.close();
    finish(real);
    await closing;
    expect(notes).toHaveLength(1);
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('keeps only so many notes', async () => {
    const log = unavailableLog({ error: ERROR, reopen: () => Promise.reject(ERROR), warn: () => undefined });
    for (let times = 0; times < 1_000; times += 1) log.note(event());
    expect(log.backlog).toBe(100);
    await log.close();
  });
});
