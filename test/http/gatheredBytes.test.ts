import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatheredBytes } from '../../src/http/gatheredBytes.ts';

describe('GatheredBytes', () => {
  it('gives all that was added, in order, and begins anew', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 8 }), (pieces) => {
        const gathered = new GatheredBytes();
        for (const round of [1, 2]) {
          for (const piece of pieces) gathered.add(piece);
          const all = Buffer.concat(pieces);
          expect(gathered.length, `round ${round}`).toBe(all.length);
          expect(gathered.take().equals(all)).toBe(true);
          expect(gathered.length).toBe(0);
        }
      }),
    );
  });

  it('holds a copy: neither who added nor who took it can change what the other has', () => {
    const gathered = new GatheredBytes();
    const piece = Buffer.from('one');
    gathered.add(piece);
    piece.fill('x');
    const taken = gathered.take();
    gathered.add(Buffer.from('two'));
    expect([taken.toString(), gathered.take().toString()]).toEqual(['one', 'two']);
  });

  it('costs no more for millions of pieces than twice their bytes', () => {
    const gathered = new GatheredBytes();
    const piece = Buffer.from('x');
    for (let i = 0; i < 2_000_000; i += 1) gathered.add(piece);
    const taken = gathered.take();
    expect(taken.length).toBe(2_000_000);
    expect(taken.buffer.byteLength).toBeLessThan(4_200_000);
  });

  it('is empty once it is cleared', () => {
    const gathered = new GatheredBytes();
    gathered.add(Buffer.from('gone'));
    gathered.clear();
    expect(gathered.take().length).toBe(0);
  });
});
