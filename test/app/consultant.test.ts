import { describe, expect, it } from 'vitest';
import { adviserFor, type ConsultQuestion } from '../../src/app/consultant.ts';

describe('adviserFor', () => {
  it('asks in the name of the agent as it is known', async () => {
    const asked: ConsultQuestion[] = [];
    const consultant = {
      name: 'pdp.example',
      consult: (question: ConsultQuestion) => {
        asked.push(question);
        return Promise.resolve({ allowed: true, reason: 'yes' });
      },
    };
    const adviser = adviserFor(consultant, { name: 'a', id: 'agt_1', verified: true, labels: {} });
    const call = {
      session: 's',
      agent: 'a',
      server: 'fs',
      method: 'tools/call',
      action: 'x',
      resource: null,
      args: {},
    };
    expect(adviser.name).toBe('pdp.example');
    expect(await adviser.consult(call)).toEqual({ allowed: true, reason: 'yes' });
    expect(asked).toEqual([{ ...call, agentId: 'agt_1', verified: true }]);
  });
});
