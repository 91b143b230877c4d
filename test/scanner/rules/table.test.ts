import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../scanner/report.ts';
import type { Example } from '../../../scanner/rules/rule.ts';
import { RULES } from '../../../scanner/rules/table.ts';
import { scanServer } from '../../../scanner/scan.ts';

describe('the table of rules', () => {
  it('names each rule once, with threats that exist', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, owasp } of RULES) {
      expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(owasp.length).toBeGreaterThan(0);
      for (const threat of owasp) expect(threat).toMatch(/^(?:ASI|LLM|MCP)(?:0[1-9]|10)$/);
    }
  });

  it('has a clean neighbour for what each rule flags', () => {
    for (const { id, examples } of RULES) {
      expect([id, examples.flagged.length > 0, examples.clean.length > 0]).toEqual([id, true, true]);
    }
  });
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, { examples }) => {
  it.each(examples.flagged.map((example) => [shown(example), example] as const))('flags %s', (_title, example) => {
    expect(findingsIn(example).map(({ rule }) => rule)).toContain(id);
  });

  it.each(examples.clean.map((example) => [shown(example), example] as const))('lets %s pass', (_title, example) => {
    expect(findingsIn(example).filter(({ grade }) => grade !== 'info')).toEqual([]);
  });

  it('points at what it saw', () => {
    for (const example of examples.flagged) {
      for (const { at, span } of findingsIn(example).filter(({ rule }) => rule === id)) {
        expect(at).toMatch(/^\/tools\/0(?:\/|$)/);
        expect(span[0]).toBeLessThanOrEqual(span[1]);
      }
    }
  });
});

function findingsIn(example: Example): readonly Finding[] {
  const { otherTools, ...tool } = typeof example === 'string' ? { name: 'sample', description: example } : example;
  const names = Array.isArray(otherTools) ? otherTools.map((name) => ({ name: String(name) })) : [];
  return (
    scanServer({ name: 'here', tools: [tool] }, { otherServers: [{ name: 'there', tools: names }] }).tools[0]
      ?.findings ?? []
  );
}

function shown(example: Example): string {
  return JSON.stringify(example)
    .replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`)
    .replaceAll('%', '%%')
    .slice(0, 100);
}
