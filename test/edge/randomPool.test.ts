import { describe, expect, it } from 'vitest';

import { randomPool } from '../../src/edge/randomPool.ts';

describe('randomPool', () => {
  it('hands out no byte twice', () => {
    let next = 0;
    const random = randomPool((bytes) => {
      new DataView(bytes.buffer).setUint32(0, (next += 1));
      for (let at = 4; at + 4 <= bytes.length; at += 4) new DataView(bytes.buffer).setUint32(at, (next += 1));
    });
    const words: number[] = [];
    for (let draw = 0; draw < 3_000; draw += 1) {
      const drawn = random(draw % 7 === 0 ? 1024 : 16);
      for (let at = 0; at < drawn.length; at += 4)
        words.push(new DataView(drawn.buffer, drawn.byteOffset + at).getUint32(0));
    }
    expect(words).not.toContain(0);
    expect(new Set(words).size).toBe(words.length);
  });

  it('leaves what it handed out as it was', () => {
    const random = randomPool();
    const first = random(32);
    const copy = Uint8Array.from(first);
    for (let draw = 0; draw < 2_000; draw += 1) random(32);
    expect(first).toEqual(copy);
    expect(first).not.toEqual(new Uint8Array(32));
  });

  it.each([0, 1, 16 * 1024, 100_000])('gives as many bytes as it is asked for: %i', (bytes) => {
    expect(randomPool()(bytes)).toHaveLength(bytes);
  });
});
