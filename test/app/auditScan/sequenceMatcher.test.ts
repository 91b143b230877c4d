import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SequenceMatcher } from '../../../src/app/auditScan/sequenceMatcher.ts';
import type { Sequence } from '../../../src/app/auditScan/sequences.ts';
import type { Trait } from '../../../src/app/auditScan/trait.ts';
import { sighted } from './sighted.ts';

const ABC: Sequence = {
  kind: 'read-then-send',
  steps: [{ any: ['read'] }, { any: ['write'], times: 2 }, { any: ['send'] }],
  withinMs: 10,
  over: ['session'],
};

/** Shows one call a millisecond; gives the times of what was found last. */
function follow(sequence: Sequence, traits: readonly (Trait | null)[]): readonly number[] | null {
  const matcher = new SequenceMatcher(sequence);
  let found: readonly number[] | null = null;
  for (const [ts, trait] of traits.entries()) {
    const whole = matcher.see(sighted(trait === null ? [] : [trait], { ts }));
    if (whole !== null) found = whole.map((each) => each.ts);
  }
  return found;
}

describe('a sequence', () => {
  it.each<[(Trait | null)[], number[] | null]>([
    [
      ['read', 'write', 'write', 'send'],
      [0, 1, 2, 3],
    ],
    [
      ['read', null, 'write', 'read', 'write', 'write', 'send'],
      [3, 4, 5, 6],
    ],
    [['read', 'write', 'send'], null],
    [['write', 'read', 'write', 'send'], null],
    [['write', 'write', 'send', 'read'], null],
    [['send', 'write', 'write', 'read'], null],
  ])('of %j is %j', (traits, want) => expect(follow(ABC, traits)).toEqual(want));

  it('ends with its time, to the millisecond', () => {
    const padded = (count: number) => ['read', ...Array<null>(count).fill(null), 'write', 'write', 'send'] as const;
    expect(follow(ABC, padded(7))).toEqual([0, 8, 9, 10]);
    expect(follow(ABC, padded(8))).toBeNull();
  });

  it('is found however it is interleaved with what does not matter, and never out of order', () => {
    const noise = fc.array(fc.constantFrom(null, 'execute' as const), { maxLength: 1 });
    fc.assert(
      fc.property(noise, noise, noise, (one, two, three) => {
        expect(follow(ABC, ['read', ...one, 'write', ...two, 'write', ...three, 'send'])).not.toBeNull();
        expect(follow(ABC, ['send', ...one, 'write', ...two, 'write', ...three, 'read'])).toBeNull();
      }),
    );
  });

  it('never takes one call for two of its steps', () => {
    const twice: Sequence = { ...ABC, steps: [{ any: ['read'] }, { any: ['read'] }] };
    expect(follow(twice, ['read'])).toBeNull();
    expect(follow(twice, ['read', 'read'])).toEqual([0, 1]);
  });

  it('that is linked remembers what came before, and asks for another tool where it must', () => {
    const linked: Sequence = {
      ...ABC,
      steps: [{ any: ['read'] }, { any: ['send'] }],
      same: 'file',
      otherTool: true,
    };
    const matcher = new SequenceMatcher(linked);
    for (const [ts, file] of ['a', 'b', 'c'].entries())
      matcher.see(sighted(['read'], { ts, files: [file], name: 'get' }));
    expect(matcher.see(sighted(['send'], { ts: 3, files: ['d'], name: 'put' }))).toBeNull();
    expect(matcher.see(sighted(['send'], { ts: 3, files: ['a'], name: 'get' }))).toBeNull();
    expect(matcher.see(sighted(['send'], { ts: 3, files: ['d', 'a'], name: 'put' }))?.map(({ ts }) => ts)).toEqual([
      0, 3,
    ]);
  });

  it('counts a denial only where it is asked for', () => {
    const denied: Sequence = { ...ABC, steps: [{ any: ['read'], went: 'denied' }, { any: ['send'] }] };
    for (const went of [true, false]) {
      const matcher = new SequenceMatcher(denied);
      matcher.see(sighted(['read'], { went }));
      expect(matcher.see(sighted(['send'])) !== null).toBe(!went);
    }
  });
});
