import { describe, expect, it } from 'vitest';
import { Occupancy } from '../../../src/app/http/occupancy.ts';
import { FakeTime } from './support.ts';

function started(isKept: () => boolean = () => false) {
  const time = new FakeTime();
  const seen = { expired: 0 };
  const occupancy = new Occupancy({
    idleMs: 100,
    schedule: time.schedule,
    now: time.now,
    isKept,
    expired: () => (seen.expired += 1),
  });
  return { time, seen, occupancy };
}

describe('Occupancy', () => {
  it('tells when nothing has used it for the time that is set, and not before', () => {
    const { time, seen, occupancy } = started();
    occupancy.enter();
    time.pass(1000);
    expect(seen.expired).toBe(0);
    occupancy.leave();
    time.pass(99);
    expect(seen.expired).toBe(0);
    time.pass(1);
    expect(seen.expired).toBe(1);
    time.pass(1000);
    expect(seen.expired).toBe(1);
  });

  it('starts anew with each use', () => {
    const { time, seen, occupancy } = started();
    occupancy.enter();
    occupancy.leave();
    time.pass(90);
    occupancy.enter();
    occupancy.leave();
    time.pass(99);
    expect(seen.expired).toBe(0);
    time.pass(1);
    expect(seen.expired).toBe(1);
  });

  it('is used until the last has left', () => {
    const { time, seen, occupancy } = started();
    occupancy.enter();
    occupancy.enter();
    occupancy.leave();
    expect(occupancy.idleSince).toBeNull();
    time.pass(1000);
    expect(seen.expired).toBe(0);
    occupancy.leave();
    expect(occupancy.idleSince).toBe(1000);
  });

  it('is kept while something unseen goes on in it, but not for ever', () => {
    const { time, seen, occupancy } = started(() => true);
    occupancy.enter();
    occupancy.leave();
    time.pass(800);
    expect(seen.expired).toBe(0);
    time.pass(100);
    expect(seen.expired).toBe(1);
  });

  it('goes one idle time after what kept it is over', () => {
    let kept = true;
    const { time, seen, occupancy } = started(() => kept);
    occupancy.enter();
    occupancy.leave();
    time.pass(150);
    kept = false;
    time.pass(49);
    expect(seen.expired).toBe(0);
    time.pass(1);
    expect(seen.expired).toBe(1);
  });

  it('tells nothing once it is stopped, and holds no timer', () => {
    const { time, seen, occupancy } = started();
    occupancy.enter();
    occupancy.leave();
    occupancy.stop();
    occupancy.enter();
    occupancy.leave();
    expect(time.waiting).toBe(0);
    time.pass(1000);
    expect(seen.expired).toBe(0);
  });
});
