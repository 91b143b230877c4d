import { describe, expect, it } from 'vitest';
import { saltSource } from '../../src/audit/saltSource.ts';
import { counterBytes } from './sampleLog.ts';

describe('saltSource', () => {
  it('hands out no byte twice and drops none within a draw', () => {
    let drawn = 0;
    const salts = saltSource((bytes) => Uint8Array.from({ length: bytes }, () => drawn++ & 0xff));
    const handed = Array.from({ length: 64 }, () => [...salts(16)]).flat();
    expect(handed).toEqual(Array.from({ length: 1024 }, (_, index) => index & 0xff));
    expect(drawn).toBe(1024);
  });

  it('gives as many bytes as were asked for, across draws and beyond one', () => {
    const salts = saltSource(counterBytes());
    for (const bytes of [10, 1000, 16, 1024, 5000, 1]) expect(salts(bytes)).toHaveLength(bytes);
  });

  it('refuses a source that gives too little', () => {
    expect(() => saltSource(() => new Uint8Array(8))(16)).toThrow(RangeError);
  });

  it('does not change what it handed out', () => {
    const shared = new Uint8Array(1024);
    const salts = saltSource(() => shared.fill((shared[0] ?? 0) + 1));
    const first = salts(1000);
    salts(1000);
    expect(first.every((byte) => byte === 1)).toBe(true);
  });
});
