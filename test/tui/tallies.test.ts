import { describe, expect, it } from 'vitest';
import { agentRows, denials, hits, ruleRows } from '../../src/tui/tallies.ts';
import { after, AGENT, decisionOf, eventOf, fleet, NOW, opened, statusOf } from './support.ts';

const session = { session: 's', agent: 'coder', agentId: null, verified: false, startedAt: NOW };

describe('agentRows', () => {
  it('are those that are registered and those that were heard of, each once', () => {
    const state = after(
      opened(),
      { type: 'looked', part: 'agents', sight: [AGENT, { ...AGENT, id: 'agt_2', name: 'gone', status: 'deleted' }] },
      fleet(
        statusOf('p1', { sessions: [session, session] }),
        eventOf(decisionOf(1)),
        eventOf(decisionOf(2, { agent: 'x', effect: 'deny' })),
      ),
    );
    expect(
      agentRows(state).map(({ name, agent, sessions, tally }) => [
        name,
        agent?.id,
        sessions,
        hits(tally),
        denials(tally),
      ]),
    ).toEqual([
      ['x', undefined, 0, 1, 1],
      ['coder', 'agt_1', 2, 1, 0],
    ]);
  });
});

describe('ruleRows', () => {
  it('begin with the rule that decides most', () => {
    const rule = (name: string) => ({ rules: [{ policy: 'p', rule: name }] });
    const state = after(
      opened(),
      fleet(
        eventOf(decisionOf(1, rule('b'))),
        eventOf(decisionOf(2, rule('a'))),
        eventOf(decisionOf(3, rule('a'))),
        eventOf(decisionOf(4, { rules: [] })),
      ),
    );
    expect(ruleRows(state).map(({ name, tally }) => [name, hits(tally)])).toEqual([
      ['p/a', 2],
      ['(no rule)', 1],
      ['p/b', 1],
    ]);
  });
});
