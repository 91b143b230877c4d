import { describe, expect, it } from 'vitest';
import { refuse } from '../../../src/edge/http/refuse.ts';
import { FakeReply } from './fakeReply.ts';

describe('refuse', () => {
  it('answers with a status, a JSON-RPC error, and what else it is given', () => {
    const reply = new FakeReply();
    refuse(reply, 'method-not-allowed', { id: 7, detail: 'not this', headers: { Allow: 'POST' } });
    expect([reply.status, reply.headers]).toEqual([405, { Allow: 'POST' }]);
    const body = JSON.parse(reply.text) as { id: unknown; error: { message: string } };
    expect(body.id).toBe(7);
    expect(body.error.message).toContain('not this');
  });

  it('answers nobody in particular where the id is not known', () => {
    const reply = new FakeReply();
    refuse(reply, 'not-found');
    expect(JSON.parse(reply.text)).toMatchObject({ id: null });
  });
});
