import { describe, expect, it } from 'vitest';
import { AGENT_COLUMNS, agentFromRow, rowFromAgent, type AgentRecord } from '../../src/edge/agentRow.ts';

const AGENT: AgentRecord = {
  id: 'agt_1',
  name: 'claude',
  skeleton: 'claude',
  vendor: 'acme',
  type: 'coding',
  description: 'd',
  tags: ['a'],
  labels: { team: 'x' },
  status: 'suspended',
  reason: 'lost',
  generation: 3,
  createdAt: 1,
  updatedAt: 2,
};

const row = () => Object.fromEntries(rowFromAgent(AGENT).map((value, at) => [AGENT_COLUMNS[at] ?? '', value]));

describe('the row of an agent', () => {
  it('is read as it was written', () => {
    expect(agentFromRow(row())).toEqual(AGENT);
  });

  it.each([
    ['status', 'fine'],
    ['generation', '3'],
    ['generation', 1.5],
    ['id', null],
    ['created', undefined],
    ['facts', '{'],
    ['facts', '[]'],
    ['facts', '{}'],
    ['facts', JSON.stringify({ vendor: '', type: '', description: '', tags: [1], labels: {} })],
    ['facts', JSON.stringify({ vendor: '', type: '', description: '', tags: [], labels: { a: 1 } })],
  ])('is no agent with the %s %j', (column, value) => {
    expect(() => agentFromRow({ ...row(), [column]: value })).toThrow();
  });
});
