import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cutAtExpiry } from '../../../src/edge/http/expiry.ts';
import { FakeReply } from './fakeReply.ts';
import { ALICE } from './listening.ts';

describe('cutAtExpiry', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1000 }));
  afterEach(() => void vi.useRealTimers());

  function watch(expiresAt?: number) {
    const [reply, cut] = [new FakeReply(), vi.fn()];
    cutAtExpiry(expiresAt === undefined ? ALICE : { ...ALICE, expiresAt }, reply, cut);
    return { reply, cut };
  }

  it('cuts when the credential expires, and not before', () => {
    const { cut } = watch(1500);
    vi.advanceTimersByTime(499);
    expect(cut).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(cut).toHaveBeenCalledOnce();
  });

  it('cuts at once what has expired meanwhile', () => {
    const { cut } = watch(500);
    vi.advanceTimersByTime(0);
    expect(cut).toHaveBeenCalledOnce();
  });

  it('never cuts where the credential does not expire', () => {
    watch();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits no shorter for what expires in years', () => {
    const { cut } = watch(1000 + 2 ** 40);
    vi.advanceTimersByTime(7 * 86_400_000);
    expect(cut).not.toHaveBeenCalled();
  });

  it('leaves no timer where the caller has gone, or the stream has ended', () => {
    const [gone, ended] = [watch(5000), watch(5000)];
    gone.reply.leave();
    ended.reply.stream();
    ended.reply.close();
    ended.reply.take();
    expect(vi.getTimerCount()).toBe(0);
  });
});
