import { describe, expect, it } from 'vitest';
import { eventStream, type StreamOptions } from '../../../src/app/control/eventStream.ts';
import type { LiveEvent } from '../../../src/app/control/feed.ts';
import type { LiveSource, SourcedEvent, SourceListener } from '../../../src/app/control/liveSource.ts';

function source() {
  const events: SourcedEvent[] = [];
  const listeners = new Set<SourceListener>();
  const live: LiveSource = {
    get newest() {
      return events.at(-1)?.seq ?? 0;
    },
    recent: (after) => events.filter(({ seq }) => seq > after).slice(-1000),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    live,
    listeners,
    tell: (agent = 'a'): void => {
      const seq = events.length + 1;
      const event: SourcedEvent = { seq, proxy: null, event: { kind: 'event', seq, agent, server: 's' } as LiveEvent };
      events.push(event);
      for (const listener of listeners) listener.event(event);
    },
  };
}

function streamOf(live: LiveSource, over: Partial<StreamOptions> = {}) {
  const end = new AbortController();
  const stream = eventStream({
    source: live,
    run: 'r1',
    lastEventId: null,
    rate: null,
    status: null,
    wants: () => true,
    held: () => 2,
    signal: end.signal,
    ...over,
  });
  const next = async (): Promise<string> => {
    const { value } = await stream.next();
    return typeof value === 'string' ? value : '';
  };
  return { stream, next, end: () => end.abort() };
}

describe('eventStream', () => {
  it('says what is held first, then each event under its number', async () => {
    const { live, tell, listeners } = source();
    const { next, stream, end } = streamOf(live);
    expect(await next()).toMatch(/^retry: \d+\n\n$/);
    expect(await next()).toBe('event: approvals\ndata: {"held":2}\n\n');
    tell();
    tell('b');
    const text = await next();
    expect(text).toMatch(/^id: r1-1\nevent: event\ndata: \{.*\}\n\nid: r1-2\nevent: event\ndata: \{[^\n]*\}\n\n$/);
    end();
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    expect(listeners.size).toBe(0);
  });

  it.each([
    ['r1-1', '', ['r1-2', 'r1-3']],
    ['r1-3', '', []],
    ['other-1', 'data: {"missed":null}', ['r1-1', 'r1-2', 'r1-3']],
    ['nonsense\u0000', 'data: {"missed":null}', ['r1-1', 'r1-2', 'r1-3']],
  ])('goes on from Last-Event-ID %j', async (lastEventId, gap, ids) => {
    const { live, tell } = source();
    for (let i = 0; i < 3; i += 1) tell();
    const { next, end } = streamOf(live, { lastEventId });
    await next();
    const text = await next();
    expect(text.includes('event: gap')).toBe(gap !== '');
    expect(text).toContain(gap);
    expect([...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id)).toEqual(ids);
    end();
  });

  it('tells a reader who comes too late how many it has missed', async () => {
    const { live, tell } = source();
    for (let i = 0; i < 1500; i += 1) tell();
    const { next, end } = streamOf(live, { lastEventId: 'r1-100' });
    await next();
    expect(await next()).toContain('event: gap\ndata: {"missed":400}\n\n');
    end();
  });

  it('drops what is too much for a slow reader, in bounded memory, and says how much', async () => {
    const { live, tell } = source();
    const { next, end } = streamOf(live);
    await next();
    for (let i = 0; i < 10_000; i += 1) tell();
    const text = await next();
    const told = [...text.matchAll(/^id: /gm)].length;
    const missed = Number(/"missed":(\d+)/.exec(text)?.[1]);
    expect(told).toBeLessThanOrEqual(2000);
    expect(told + missed).toBe(10_000);
    end();
  });

  it('keeps to the rate that was asked for', async () => {
    const { live, tell } = source();
    const { next, end } = streamOf(live, { rate: 3 });
    await next();
    for (let i = 0; i < 50; i += 1) tell();
    const text = await next();
    const told = [...text.matchAll(/^id: /gm)].length;
    expect(told).toBeGreaterThanOrEqual(3);
    expect(told).toBeLessThanOrEqual(6);
    expect(told + Number(/"missed":(\d+)/.exec(text)?.[1])).toBe(50);
    end();
  });

  it('tells only what is wanted, and the state where it was asked for', async () => {
    const { live, tell } = source();
    const { next, end } = streamOf(live, {
      status: () => ({ sessionCount: 1 }),
      wants: ({ event }) => event.kind !== 'gap' && event.agent === 'b',
    });
    await next();
    expect(await next()).toContain('event: status\ndata: {"session_count":1}\n\n');
    tell('a');
    tell('b');
    const text = await next();
    expect([...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id)).toEqual(['r1-2']);
    end();
  });

  it('ends at once where nobody waits any more', async () => {
    const { live } = source();
    const { next, stream, end } = streamOf(live);
    await next();
    await next();
    const waiting = stream.next();
    end();
    expect((await waiting).done).toBe(true);
  });
});
