import { describe, expect, it } from 'vitest';

import type { Receipt } from '../../src/audit/entry.ts';
import { draftBytes } from '../../src/edge/draftBytes.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { decision, event, outcome } from '../support/drafts.ts';

const parent = { shard: '00', index: 1, recordId: 'id' } as Receipt;

describe('draftBytes', () => {
  it.each([
    ['long texts', { text: 'x'.repeat(100_000) }, 100_000],
    ['long keys', { ['k'.repeat(100_000)]: 1 }, 100_000],
    ['many elements', { list: Array<number>(10_000).fill(0) }, 100_000],
    ['texts deep inside', { a: [{ b: ['x'.repeat(100_000)] }] }, 100_000],
  ])('counts %s in arguments', (_, args, least) => {
    expect(draftBytes(decision({ args }))).toBeGreaterThanOrEqual(least);
    expect(draftBytes(decision({ args }))).toBeLessThan(3 * least);
  });

  it('counts the body of an outcome and the detail of an event', () => {
    expect(draftBytes(outcome(parent, { body: new Uint8Array(100_000) }))).toBeGreaterThanOrEqual(100_000);
    expect(draftBytes(event({ detail: { text: 'x'.repeat(100_000) } }))).toBeGreaterThanOrEqual(100_000);
  });

  it('counts something for a draft that carries nothing', () => {
    for (const draft of [decision({ args: null }), outcome(parent, { body: null }), event()]) {
      expect(draftBytes(draft)).toBeGreaterThan(0);
      expect(draftBytes(draft)).toBeLessThan(2_000);
    }
  });

  it('does not give out on nesting of any depth', () => {
    let args: JsonValue = 'x';
    for (let depth = 0; depth < 200_000; depth += 1) args = [args];
    expect(draftBytes(decision({ args: { args } }))).toBeGreaterThan(200_000);
  });
});
