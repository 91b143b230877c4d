import { describe, expect, it } from 'vitest';
import { OWASP_THREATS } from '../../src/authz/owasp.ts';
import type { EffectKind, Risk } from '../../scanner/report.ts';
import { type StarterSetting, starterRule, type StarterTool } from '../../scanner/starterRule.ts';

const RISK: Risk = { level: 'low', effects: ['read'], primary: 'read', egress: 'none', credential: false, reasons: [] };
const PATH = { properties: { path: { type: 'string' } } };

const ruleOf = (tool: Partial<StarterTool>, setting: Partial<StarterSetting> = {}) =>
  starterRule(
    { name: 'a', risk: RISK, inputSchema: { properties: {} }, grade: 'none', ...tool },
    { directories: ['/data'], askMode: 'ask', isTwin: () => false, ...setting },
  );

describe('starterRule', () => {
  it.each([
    ['low', 'allow'],
    ['medium', 'ask'],
    ['high', 'deny'],
    ['critical', 'deny'],
  ] as const)('meets %s risk with %s', (level, effect) => {
    expect(ruleOf({ risk: { ...RISK, level } }).effect).toBe(effect);
  });

  it.each([
    ['observe', 'allow'],
    ['deny', 'deny'],
  ] as const)('meets medium risk in the mode %s with %s', (askMode, effect) => {
    expect(ruleOf({ risk: { ...RISK, level: 'medium' } }, { askMode }).effect).toBe(effect);
  });

  it.each<[string, Partial<StarterTool>, Partial<StarterSetting>]>([
    ['the scanner warns', { grade: 'warn' }, {}],
    ['it takes paths, and there is no directory', { inputSchema: PATH }, { directories: [] }],
    ['its schema leaves open what it takes', { inputSchema: {} }, {}],
  ])('asks about low risk where %s', (_, tool, setting) => {
    expect(ruleOf(tool, setting)).toMatchObject({ tier: 'medium', effect: 'ask' });
  });

  it('allows low risk where the nearest doubt is none', () => {
    expect(ruleOf({ grade: 'info' }).effect).toBe('allow');
    expect(ruleOf({ inputSchema: PATH }).effect).toBe('allow');
    expect(ruleOf({ inputSchema: PATH, risk: { ...RISK, egress: 'service' } }, { directories: [] }).effect).toBe(
      'allow',
    );
  });

  it('denies what the scanner blocks, and names that two tools share, whatever their risk', () => {
    expect(ruleOf({ grade: 'block' })).toMatchObject({ tier: 'blocked', effect: 'deny', args: null });
    expect(ruleOf({}, { isTwin: () => true })).toMatchObject({ tier: 'blocked', effect: 'deny' });
  });

  it('leaves the arguments of a denial open, so that none escapes it', () => {
    expect(ruleOf({ risk: { ...RISK, level: 'high' }, inputSchema: PATH }).args).toBeNull();
    expect(ruleOf({ risk: { ...RISK, level: 'medium' } }, { askMode: 'deny' }).args).toBeNull();
  });

  it('gives a reason in words, and threats that the lists know', () => {
    const effects: readonly EffectKind[] = ['execute', 'destructive', 'admin', 'write', 'read'];
    for (const effect of effects) {
      const { reason, owasp } = ruleOf({
        risk: { ...RISK, effects: [effect], primary: effect, level: 'high', egress: 'open', credential: true },
      });
      expect(reason).toMatch(/^High risk: it .*, it reaches the open network, it handles secrets$/);
      expect(owasp.filter((id) => !OWASP_THREATS.has(id))).toEqual([]);
      expect(owasp.length).toBeGreaterThan(2);
    }
    expect(ruleOf({ grade: 'block' }).owasp).toContain('MCP03');
  });
});
