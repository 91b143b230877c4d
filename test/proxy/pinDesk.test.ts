import { describe, expect, it } from 'vitest';
import { PinDesk, type HeldAnswer } from '../../src/proxy/pinDesk.ts';
import { page, tool } from '../pins/support.ts';
import { pinConfig } from './pinSupport.ts';

const late = page(tool('late'));
const held: HeldAnswer = {
  kind: 'list',
  request: {
    id: 1,
    method: 'tools/list',
    action: null,
    via: 0,
    progressToken: undefined,
    list: 'tools',
    isFirstPage: true,
    modern: false,
    rules: [],
    inspections: [],
    state: 'sent',
    cancelled: false,
    receipt: null,
    sentNs: 0,
  },
  message: { kind: 'response', id: 1, outcome: 'result', body: {}, value: {}, fidelity: { kind: 'exact' } },
  line: Buffer.from('{}'),
  page: late,
  unknown: late,
};

describe('PinDesk', () => {
  it('holds an answer under a ticket of its own, and gives it back once', () => {
    const desk = new PinDesk(pinConfig());
    const [one, two] = [desk.hold(held), desk.hold({ ...held, kind: 'greeting' })];
    expect(one).not.toBe(two);
    expect(desk.settle(one)).toBe(held);
    expect(desk.settle(one)).toBeUndefined();
    expect(desk.settle(two)?.kind).toBe('greeting');
  });

  it('keeps a tool from being called while it is held', () => {
    const desk = new PinDesk(pinConfig());
    const ticket = desk.hold(held);
    expect(desk.inventory.barOn('late')?.why).toBe('pending');
    desk.settle(ticket);
    expect(desk.inventory.barOn('late')).toBeNull();
  });

  it('knows what has been said', () => {
    const desk = new PinDesk(pinConfig());
    expect([desk.isNews('a', 1), desk.isNews('a', 1), desk.isNews('a', '1')]).toEqual([true, false, true]);
  });

  it('does not listen for ever to a server that makes up new things', () => {
    const desk = new PinDesk(pinConfig());
    const news = Array.from({ length: 30_000 }, (_, i) => desk.isNews(i)).filter(Boolean);
    expect(news.length).toBe(25_000);
  });
});
