import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { indexKeeper } from '../../src/edge/indexKeeper.ts';
import type { Position } from '../../src/edge/shardLog.ts';

const SCHEDULE = { settleMs: 1_000, everyEntries: 100, everyMs: 60_000 };

function bench(outcome: () => Promise<void> = () => Promise.resolve()) {
  const at = { size: 0, recorded: [] as number[], warnings: [] as string[] };
  const position = (): Position | null => (at.size === 0 ? null : { slot: '00', size: at.size, note: '' });
  const keeper = indexKeeper({
    position,
    schedule: SCHEDULE,
    warn: (message) => void at.warnings.push(message),
    record: ({ size }) => {
      at.recorded.push(size);
      return outcome();
    },
  });
  const commit = (size: number): void => {
    at.size = size;
    keeper.committed();
  };
  return { at, keeper, commit };
}

describe('the index keeper', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('records the first commits of a session soon, but not in their way', async () => {
    const { at, commit } = bench();
    commit(2);
    commit(3);
    await vi.advanceTimersByTimeAsync(999);
    expect(at.recorded).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(at.recorded).toEqual([3]);
  });

  it('records again after so many entries, and not before', async () => {
    const { at, commit } = bench();
    commit(3);
    await vi.advanceTimersByTimeAsync(1_000);
    commit(102);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(at.recorded).toEqual([3]);
    commit(103);
    await vi.advanceTimersByTimeAsync(0);
    expect(at.recorded).toEqual([3, 103]);
  });

  it('records again after a time, also when nothing happened', async () => {
    const { at, commit } = bench();
    commit(3);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(at.recorded).toEqual([3, 3]);
  });

  it('records one position at a time', async () => {
    let finish: () => void = () => undefined;
    const { at, commit } = bench(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    commit(3);
    await vi.advanceTimersByTimeAsync(1_000);
    commit(103);
    commit(203);
    await vi.advanceTimersByTimeAsync(0);
    expect(at.recorded).toEqual([3]);
    finish();
    await vi.advanceTimersByTimeAsync(0);
    commit(204);
    await vi.advanceTimersByTimeAsync(0);
    expect(at.recorded).toEqual([3, 204]);
  });

  it('warns of a failure and tries again when the next is due', async () => {
    const { at, commit } = bench(() => Promise.reject(new Error('the index is locked')));
    commit(3);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(at.warnings).toEqual(['the index is locked']);
    commit(4);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(at.recorded).toEqual([3]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(at.recorded).toEqual([3, 4]);
  });

  it('records the end, unless it stands already', async () => {
    const { at, keeper, commit } = bench();
    commit(3);
    await keeper.close();
    expect(at.recorded).toEqual([3]);
    await keeper.close();
    expect(at.recorded).toEqual([3]);
  });

  it('tries at the end what failed before', async () => {
    let fails = true;
    const { at, keeper, commit } = bench(() => (fails ? Promise.reject(new Error('locked')) : Promise.resolve()));
    commit(3);
    await vi.advanceTimersByTimeAsync(1_000);
    fails = false;
    await keeper.close();
    expect(at.recorded).toEqual([3, 3]);
    expect(at.warnings).toHaveLength(1);
  });

  it('records nothing of a log that stayed empty, and nothing after the end', async () => {
    const empty = bench();
    await empty.keeper.close();
    expect(empty.at.recorded).toEqual([]);
    const { at, keeper, commit } = bench();
    commit(3);
    await keeper.close();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(at.recorded).toEqual([3]);
  });
});
