import { describe, expect, it } from 'vitest';
import { newAgentId } from '../../../src/app/agents/newId.ts';

const zeros = (bytes: number) => new Uint8Array(bytes);
const ones = (bytes: number) => new Uint8Array(bytes).fill(255);

describe('newAgentId', () => {
  it('is a ULID behind `agt_`', () => {
    expect(newAgentId(0, zeros)).toBe('agt_00000000000000000000000000');
    expect(newAgentId(1_469_918_176_385, zeros)).toBe('agt_01ARYZ6S410000000000000000');
    expect(newAgentId(2 ** 48 - 1, ones)).toBe('agt_7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
  });

  it('is ordered by time', () => {
    expect(newAgentId(1000, ones) < newAgentId(1001, zeros)).toBe(true);
  });
});
