import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Untaken } from '../../../src/edge/http/untaken.ts';
import { FakeReply } from './fakeReply.ts';

function holding(bytes: number): FakeReply {
  const reply = new FakeReply();
  reply.queued = bytes;
  return reply;
}

describe('Untaken', () => {
  it('is the sum of what is not taken now', () => {
    const untaken = new Untaken();
    const [one, other] = [holding(3), holding(4)];
    for (const reply of [one, other, one, holding(0), null]) untaken.wrote(reply);
    expect(untaken.bytes).toBe(7);
    one.queued = 1;
    expect(untaken.bytes).toBe(5);
    untaken.idle(other);
    expect(untaken.bytes).toBe(1);
  });

  it('tells whoever waits once nothing is left', async () => {
    const untaken = new Untaken();
    await untaken.none();
    const [one, other] = [holding(3), holding(4)];
    untaken.wrote(one);
    untaken.wrote(other);
    let isNone = false;
    const none = untaken.none().then(() => (isNone = true));
    untaken.idle(one);
    await turn();
    expect(isNone).toBe(false);
    untaken.idle(other);
    await none;
  });
});
