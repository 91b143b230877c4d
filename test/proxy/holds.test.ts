import { describe, expect, it } from 'vitest';
import { LeashError } from '../../src/errors.ts';
import { Holds } from '../../src/proxy/holds.ts';
import { receiptAt } from './support.ts';

describe('Holds', () => {
  it('releases a message when its last decision is recorded, and only then', () => {
    const holds = new Holds<string>();
    const [first = 0, second = 0] = holds.hold('message', 2);
    expect(holds.settle(first, receiptAt(0))).toBeNull();
    expect(holds.isEmpty).toBe(false);
    expect(holds.settle(second, receiptAt(1))).toEqual({ held: 'message', outcome: receiptAt(1) });
    expect(holds.isEmpty).toBe(true);
  });

  it('fails a message when any of its decisions failed to be recorded, in whichever order', () => {
    const error = new LeashError('ERR_LOG_UNAVAILABLE', 'disk full');
    for (const failing of [0, 1]) {
      const holds = new Holds<string>();
      const tickets = holds.hold('message', 2);
      const released = tickets.map((ticket, i) => holds.settle(ticket, i === failing ? error : receiptAt(i)));
      expect(released).toEqual([null, { held: 'message', outcome: error }]);
    }
  });

  it('releases nothing twice, and nothing for a ticket that it never gave', () => {
    const holds = new Holds<string>();
    const [ticket = 0] = holds.hold('message', 1);
    holds.settle(ticket, receiptAt(0));
    expect(holds.settle(ticket, receiptAt(0))).toBeNull();
    expect(holds.settle(99, receiptAt(0))).toBeNull();
  });
});
