import { describe, expect, it } from 'vitest';
import { PendingRequests, type PendingRequest } from '../../src/proxy/pending.ts';

function request(id: string | number, state: PendingRequest['state'] = 'sent'): PendingRequest {
  return {
    id,
    method: 'tools/call',
    action: 'echo',
    via: 0,
    progressToken: undefined,
    list: null,
    isFirstPage: true,
    modern: false,
    rules: [],
    inspections: [],
    state,
    cancelled: false,
    receipt: null,
    sentNs: 0,
  };
}

describe('PendingRequests', () => {
  it('matches an answer by type and value of its id', () => {
    const pending = new PendingRequests();
    pending.add(request(1));
    pending.add(request(0));
    expect(pending.settle('1')).toBeUndefined();
    expect(pending.settle(1)?.id).toBe(1);
    expect(pending.settle(0)?.id).toBe(0);
  });

  it('settles a request once', () => {
    const pending = new PendingRequests();
    pending.add(request('a'));
    expect(pending.settle('a')).toBeDefined();
    expect(pending.settle('a')).toBeUndefined();
  });

  it('settles nothing that the other side has not seen', () => {
    const pending = new PendingRequests();
    pending.add(request('a', 'held'));
    expect(pending.settle('a')).toBeUndefined();
    expect(pending.get('a')).toBeDefined();
  });

  it('lets one late answer through after a cancel, and does not count it as open', () => {
    const pending = new PendingRequests();
    const cancelled = request(1);
    pending.add(cancelled);
    pending.cancel(cancelled);
    expect(pending.size).toBe(0);
    expect(pending.settle(1)?.cancelled).toBe(true);
    expect(pending.settle(1)).toBeUndefined();
  });

  it('forgets the oldest cancelled requests, so that memory stays bounded', () => {
    const pending = new PendingRequests();
    for (let id = 0; id < 2000; id += 1) {
      const one = request(id);
      pending.add(one);
      pending.cancel(one);
    }
    expect(pending.get(0)).toBeUndefined();
    expect(pending.get(1999)).toBeDefined();
  });

  it('drains what is open and not cancelled', () => {
    const pending = new PendingRequests();
    const cancelled = request(1);
    pending.add(cancelled);
    pending.add(request(2));
    pending.cancel(cancelled);
    expect(pending.drain().map(({ id }) => id)).toEqual([2]);
    expect(pending.drain()).toEqual([]);
  });
});
