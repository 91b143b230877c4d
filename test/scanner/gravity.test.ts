import { describe, expect, it } from 'vitest';
import { byGravity, gravest, higher, isGraver } from '../../scanner/gravity.ts';

describe('gravity', () => {
  it('orders effects, execution first', () => {
    expect(byGravity(['read', 'destructive', 'write', 'execute', 'admin', 'read'])).toEqual([
      'execute',
      'destructive',
      'admin',
      'write',
      'read',
    ]);
  });

  it('takes the gravest, and reading for nothing at all', () => {
    expect(gravest(['read', 'admin', 'write'])).toBe('admin');
    expect(gravest([])).toBe('read');
  });

  it('compares two effects', () => {
    expect(isGraver('destructive', 'write')).toBe(true);
    expect(isGraver('write', 'write')).toBe(false);
    expect(isGraver('read', 'write')).toBe(false);
  });

  it('takes the higher level of two, whatever their order', () => {
    expect(higher('low', 'high')).toBe('high');
    expect(higher('critical', 'medium')).toBe('critical');
  });
});
