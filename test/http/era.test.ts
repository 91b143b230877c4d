import { describe, expect, it } from 'vitest';
import { claimedVersion, eraOf, isModernVersion } from '../../src/http/era.ts';

const claiming = (version: unknown, method = 'tools/call') => ({
  method,
  params: { _meta: { 'io.modelcontextprotocol/protocolVersion': version } },
});

describe('isModernVersion', () => {
  it.each([
    ['2026-07-28', true],
    ['2027-01-01', true],
    ['2026-07-27', false],
    ['2025-11-25', false],
    ['2026-07-28x', false],
    ['2026-07-28\n', false],
    [' 2026-07-28', false],
    ['2026-07-28, 2026-07-28', false],
    ['DRAFT-2027-01-01', false],
    ['２026-07-28', false],
    ['9', false],
    ['', false],
  ])('takes %s for modern: %s', (version, want) => expect(isModernVersion(version)).toBe(want));
});

describe('eraOf', () => {
  it.each<[string, Parameters<typeof eraOf>, ReturnType<typeof eraOf>]>([
    ['what the body claims', [claiming('2026-07-28') as never, null], 'modern'],
    ['what the body claims, against the header', [claiming('2025-11-25') as never, '2026-07-28'], 'legacy'],
    ['the header where the body claims nothing', [{ method: 'tools/list' }, '2026-07-28'], 'modern'],
    ['the header where there is no body', [undefined, '2026-07-28'], 'modern'],
    ['nothing where the header is doubled', [{ method: 'tools/list' }, '2026-07-28, 2026-07-28'], 'legacy'],
    ['nothing of a prototype', [JSON.parse('{"__proto__":{"params":{}}}') as never, null], 'legacy'],
    ['nothing of an array', [[claiming('2026-07-28')] as never, null], 'legacy'],
    ['no claim at all', [{ method: 'tools/list' }, null], 'legacy'],
    ['a claim that is no text', [claiming(20260728) as never, null], 'legacy'],
    ['initialize, whatever the header', [{ method: 'initialize', params: {} }, '2026-07-28'], 'legacy'],
    ['initialize that claims to be modern', [claiming('2026-07-28', 'initialize') as never, null], 'modern'],
  ])('goes by %s', (_, [value, header], want) => expect(eraOf(value, header)).toBe(want));
});

describe('claimedVersion', () => {
  it('is what `_meta` of the parameters says, and nothing of the prototype', () => {
    expect(claimedVersion(claiming('2026-07-28') as never)).toBe('2026-07-28');
    expect(claimedVersion({ params: {} })).toBeNull();
    expect(claimedVersion(JSON.parse('{"params":{"__proto__":{"_meta":{}}}}') as never)).toBeNull();
  });
});
