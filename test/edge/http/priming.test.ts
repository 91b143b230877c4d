import { describe, expect, it } from 'vitest';
import { Priming } from '../../../src/edge/http/priming.ts';
import { answer, incoming, request } from './clientSide.ts';

const initialize = (params: { [key: string]: string | number }) =>
  incoming({ jsonrpc: '2.0', id: 1, method: 'initialize', params });

describe('Priming', () => {
  it.each([
    ['2025-11-25', true],
    ['2026-01-01', true],
    ['2025-06-18', false],
    ['2024-11-05', false],
    [null, false],
  ])('goes by what the request says: %s', (version, is) => {
    expect(new Priming().allows(version)).toBe(is);
    expect(new Priming().allowsFor(incoming(request(1), { protocolVersion: version }))).toBe(is);
  });

  it('goes by what was agreed on where the request says nothing', () => {
    const priming = new Priming();
    priming.answered(Buffer.from(answer(1, { protocolVersion: '2025-11-25' })));
    expect([priming.allows(null), priming.allows('2025-06-18')]).toEqual([true, false]);
    priming.answered(Buffer.from(answer(1, { protocolVersion: '2024-11-05' })));
    expect(priming.allows(null)).toBe(true);
  });

  it('goes by what `initialize` asks for, since nothing is agreed on yet', () => {
    const priming = new Priming();
    expect(priming.allowsFor(initialize({ protocolVersion: '2025-11-25' }))).toBe(true);
    expect(priming.allowsFor(initialize({ protocolVersion: '2025-06-18' }))).toBe(false);
    expect(priming.allowsFor(initialize({ protocolVersion: 20_251_125 }))).toBe(false);
    expect(priming.allowsFor(initialize({}))).toBe(false);
  });

  it.each(['', '{', '[]', '{"result":{"protocolVersion":1}}', '{"result":null}'])(
    'learns nothing from an answer that does not say: %s',
    (line) => {
      const priming = new Priming();
      priming.answered(Buffer.from(line));
      expect(priming.allows(null)).toBe(false);
    },
  );
});
