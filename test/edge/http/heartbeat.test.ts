import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from '../../../src/edge/http/heartbeat.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Heartbeat', () => {
  it('beats for as long as there is something to keep alive', () => {
    let left = 2;
    const beat = vi.fn(() => (left -= 1) > 0);
    const heartbeat = new Heartbeat(10, beat);
    heartbeat.start();
    heartbeat.start();
    vi.advanceTimersByTime(9);
    expect(beat).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(beat).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
    heartbeat.start();
    vi.advanceTimersByTime(10);
    expect(beat).toHaveBeenCalledTimes(3);
  });

  it('stops when told to', () => {
    const beat = vi.fn(() => true);
    const heartbeat = new Heartbeat(10, beat);
    heartbeat.start();
    heartbeat.stop();
    vi.advanceTimersByTime(100);
    expect(beat).not.toHaveBeenCalled();
  });
});
