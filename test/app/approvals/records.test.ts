import { describe, expect, it } from 'vitest';
import { Records } from '../../../src/app/approvals/records.ts';
import { heldCall, slowLog, YES } from './support.ts';

function recording(key = 'key') {
  const store = slowLog();
  return { ...store, records: new Records(store.log, () => ({ ms: 5, monoNs: 6 }), Buffer.from(key)) };
}

describe('Records', () => {
  it('say whose call it was, with the id that a credential has shown', () => {
    const { records, drafts } = recording();
    records.expired(heldCall());
    records.withdrawn(heldCall({ agentId: 'agt_1' }), 'why');
    expect(drafts).toMatchObject([
      { phase: 'event', event: 'approval_expired', session: 's-1', agent: 'agent', server: 'fs', at: { ms: 5 } },
      { event: 'approval_withdrawn', agentId: 'agt_1', detail: { approval: 'held-1', why: 'why' } },
    ]);
    expect(drafts[0]).not.toHaveProperty('agentId');
  });

  it('resolve once the answer is durable, or with the reason why it is not', async () => {
    const { records, commit, fail, drafts } = recording();
    const written = records.answered(heldCall(), { ...YES, argsHash: '', reason: 'ok\u0007' }, null);
    expect(drafts).toEqual([]);
    commit();
    expect(await written).toBeNull();
    expect(drafts).toMatchObject([{ event: 'approval_answered', detail: { verdict: 'approve', reason: 'ok\\x07' } }]);
    fail(true);
    const failed = records.answered(heldCall(), { ...YES, argsHash: '' }, null);
    commit();
    expect(await failed).toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
  });

  it('tag arguments alike where they are alike, and otherwise in another process', () => {
    const tagOf = (key: string, path: string): unknown => {
      const { records, drafts } = recording(key);
      records.requested(heldCall({ args: { path } }));
      const [draft] = drafts;
      return draft?.phase === 'event' ? draft.detail['args_tag'] : null;
    };
    expect(tagOf('key', '/a')).toBe(tagOf('key', '/a'));
    expect(tagOf('key', '/a')).not.toBe(tagOf('key', '/b'));
    expect(tagOf('key', '/a')).not.toBe(tagOf('other', '/a'));
  });

  it('bound what is told of guesses', () => {
    const { records, drafts } = recording();
    for (let i = 0; i < 3000; i += 1) records.refused({ about: null, approval: '\u001b', why: 'unknown', by: 'api' });
    expect(drafts).toHaveLength(203);
    expect(drafts[0]).toMatchObject({ session: 'leash', detail: { approval: '\\x1b', count: 1 } });
    expect(drafts.at(-1)).toMatchObject({ detail: { count: 3000 } });
  });
});
