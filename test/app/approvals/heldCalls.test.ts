import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HeldCalls, type HeldEntry } from '../../../src/app/approvals/heldCalls.ts';
import { heldCall } from './support.ts';

const entry = (id: string, over: Partial<HeldEntry['call']> = {}, bytes = 1): HeldEntry => ({
  call: heldCall({ id, ...over }),
  bytes,
  tell: () => undefined,
  isAnswering: false,
  isOverdue: false,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('HeldCalls', () => {
  it('holds calls in the order they came, and says what became of those it holds no more', () => {
    const held = new HeldCalls();
    for (const id of ['a', 'b', 'c']) held.add(entry(id), () => undefined);
    held.remove('b', 'already-answered');
    held.remove('b', 'expired');
    expect(held.list().map(({ id }) => id)).toEqual(['a', 'c']);
    expect([held.fateOf('b'), held.fateOf('x')]).toEqual(['already-answered', 'unknown']);
    expect(held.get('b')).toBeNull();
  });

  it('keeps what is set on an entry later', () => {
    const held = new HeldCalls();
    const one = entry('a');
    held.add(one, () => undefined);
    one.isAnswering = true;
    expect(held.get('a')).toBe(one);
    expect(held.get('a')?.isAnswering).toBe(true);
  });

  it('tells when the time of a call has run out, and not for one that was removed', () => {
    const held = new HeldCalls();
    const told: string[] = [];
    held.add(entry('a'), () => told.push('a'));
    held.add(entry('b', { expiresAt: 2000 }), () => told.push('b'));
    held.remove('a', 'already-answered');
    vi.advanceTimersByTime(1000);
    expect(told).toEqual(['b']);
    vi.advanceTimersByTime(100_000);
    expect(told).toEqual(['b']);
  });

  it('has room for so many of a session, of all, and for so much', () => {
    const held = new HeldCalls();
    for (let i = 0; i < 256; i += 1) held.add(entry(`a-${i}`), () => undefined);
    expect(held.obstacle('s-1', 1)).toContain('this session');
    expect(held.obstacle('s-2', 1)).toBeNull();
    held.remove('a-0', 'expired');
    expect(held.obstacle('s-1', 1)).toBeNull();
    for (let i = 0; i < 1024 - 255; i += 1) held.add(entry(`b-${i}`, { session: `s-${i + 2}` }), () => undefined);
    expect(held.obstacle('s-9999', 1)).toContain('too many');
    const heavy = new HeldCalls();
    heavy.add(entry('a', {}, 64 * 1024 * 1024), () => undefined);
    expect(heavy.obstacle('s-2', 1)).toContain('too many');
    heavy.remove('a', 'expired');
    expect(heavy.obstacle('s-2', 1)).toBeNull();
  });
});
