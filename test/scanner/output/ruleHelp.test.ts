import { describe, expect, it } from 'vitest';
import { ruleHelp } from '../../../scanner/output/ruleHelp.ts';
import { RULES } from '../../../scanner/rules/table.ts';

describe('ruleHelp', () => {
  it.each(RULES.map(({ id }) => id))('explains %s', (id) => {
    const { title, help } = ruleHelp(id);
    expect(title).not.toBe(ruleHelp('no such rule').title);
    expect(title).not.toContain(id);
    expect(help.length).toBeGreaterThan(40);
  });

  it('has something to say of a rule that it does not know', () => {
    expect(ruleHelp('constructor')).toMatchObject({ title: 'The rule constructor' });
  });
});
