import { describe, expect, it } from 'vitest';
import type { PolicyRow } from '../../../src/app/policies.ts';
import { plainText } from '../../../src/tui/line.ts';
import type { State } from '../../../src/tui/model.ts';
import { policiesView } from '../../../src/tui/views/policies.ts';
import { after, decisionOf, eventOf, fleet, opened } from '../support.ts';

const POLICY: PolicyRow = {
  name: 'team',
  mode: 'enforce',
  priority: 5,
  agents: ['*'],
  servers: ['files'],
  rules: 3,
  file: '/p/team.yaml',
  builtin: false,
};
const text = (state: State): string => policiesView(state, { columns: 80, rows: 19 }).map(plainText).join('\n');
const looked = (rows: readonly PolicyRow[], problems: readonly string[] = []): State =>
  after(opened(), { type: 'looked', part: 'policies', sight: { rows, problems } });

describe('policiesView', () => {
  it('shows the policies, and how often each rule decided', () => {
    const state = after(
      looked([POLICY]),
      fleet(eventOf(decisionOf(1)), eventOf(decisionOf(2, { effect: 'deny', rules: [] }))),
    );
    expect(text(state)).toMatch(/team +enforce +5 +3 +\* +files/);
    expect(text(state)).toMatch(/team\/reading +1 +1 +0/);
    expect(text(state)).toMatch(/\(no rule\) +1 +0 +1/);
  });

  it('says what does not validate', () => {
    expect(text(looked([], ['team.yaml:3: unknown effect']))).toContain('team.yaml:3: unknown effect');
  });

  it('says where there is none, or where it cannot be read', () => {
    expect(text(looked([]))).toContain('everything is denied');
    expect(text(after(opened(), { type: 'trouble', part: 'policies', why: 'torn' }))).toContain('torn');
    expect(text(opened())).toContain('looking');
  });

  it('says where not all calls were shown', () => {
    const missed = after(looked([POLICY]), fleet({ kind: 'gap', proxy: 'p1', missed: 1200 }));
    expect(text(missed)).toContain('1,200 more events only');
  });
});
