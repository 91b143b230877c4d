import { describe, expect, it } from 'vitest';
import { plainText } from '../../../src/tui/line.ts';
import { agentsView } from '../../../src/tui/views/agents.ts';
import { after, AGENT, decisionOf, eventOf, fleet, LARGE, opened } from '../support.ts';

describe('agentsView', () => {
  const heard = fleet(eventOf(decisionOf(1, { effect: 'deny' })), eventOf(decisionOf(2, { agent: 'stranger' })));
  const state = after(opened(), { type: 'looked', part: 'agents', sight: [{ ...AGENT, status: 'suspended' }] }, heard);

  it('tells who is registered, and how, from who merely gave a name', () => {
    const text = agentsView(state, { columns: 80, rows: 8 }).map(plainText).join('\n');
    expect(text).toMatch(/coder +✗ suspended +0 +1 +1/);
    expect(text).toMatch(/stranger +no +0 +1 +0/);
  });

  it('shows labels and ids where there is room', () => {
    expect(agentsView(state, { columns: LARGE.columns, rows: 8 }).map(plainText).join('\n')).toMatch(
      /acme assistant .*team=web .*agt_1/,
    );
  });

  it('says why agents cannot be read, and still who was heard of', () => {
    const text = agentsView(after(opened(), heard, { type: 'trouble', part: 'agents', why: 'torn' }), {
      columns: 80,
      rows: 8,
    })
      .map(plainText)
      .join('\n');
    expect(text).toContain('torn');
    expect(text).toContain('stranger');
  });
});
