import { describe, expect, it } from 'vitest';
import { screenText, stateOnce, summaryOf } from '../../src/tui/once.ts';
import { decisionOf, eventOf, fakeSource, heldOf, logLineOf, NOW, opened, SMALL, statusOf } from './support.ts';

describe('stateOnce', () => {
  it('waits until each process that lives has told what it knows', async () => {
    const source = fakeSource({
      living: () => Promise.resolve(['p1', 'p2']),
      history: () => Promise.resolve([logLineOf(9)]),
    });
    const told = [
      [statusOf('p1')],
      [],
      [statusOf('p2'), eventOf(decisionOf(1))],
      [{ kind: 'approvals', proxy: 'p1', held: [heldOf('h1')] } as const],
    ];
    let pauses = 0;
    const pause = (): Promise<void> => {
      for (const event of told[pauses] ?? []) source.tell(event);
      pauses += 1;
      return Promise.resolve();
    };
    const state = await stateOnce({ source, screen: 'calls', size: SMALL, now: () => NOW, pause });
    expect(pauses).toBe(8);
    expect(state.live.rows.map(({ place }) => place)).toEqual(['00:9', '00:1']);
    expect(screenText(state)).toContain('2 processes');
    expect(summaryOf(state)).toMatchObject({
      proxies: [{ id: 'p1' }, { id: 'p2' }],
      approvals: [{ id: 'h1' }],
      stopped: null,
    });
    expect(source.isFollowed()).toBe(false);
  });

  it('does not wait for ever for a process that says nothing', async () => {
    let pauses = 0;
    const pause = (): Promise<void> => ((pauses += 1), Promise.resolve());
    await stateOnce({
      source: fakeSource({ living: () => Promise.resolve(['p1']) }),
      screen: 'rates',
      size: SMALL,
      now: () => NOW,
      pause,
    });
    expect(pauses).toBe(60);
  });

  it('says what cannot be read, and shows the rest', async () => {
    const source = fakeSource({
      look: () => Promise.reject(new Error('torn')),
      history: () => Promise.reject(new Error('no log')),
    });
    const state = await stateOnce({
      source,
      screen: 'chain',
      size: SMALL,
      now: () => NOW,
      pause: () => Promise.resolve(),
    });
    expect(screenText(state)).toContain('torn');
  });
});

describe('screenText', () => {
  it('is words alone', () => {
    expect(screenText(opened())).not.toContain('\u001b');
  });
});
