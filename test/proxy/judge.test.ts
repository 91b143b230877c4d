import { describe, expect, it } from 'vitest';
import { Judge, type Question } from '../../src/proxy/judge.ts';
import { ALLOW, ALLOW_ALL, AT, authorizerThat, DENY } from './support.ts';

const facts = { session: 's', agent: 'a', server: 'srv' };
const read = (resource: string) => ({ method: 'resources/read', action: null, resource, args: null });
const question = (...uris: string[]): Question => ({
  from: 'client',
  id: 1,
  subjects: uris.map(read),
  given: null,
  at: AT,
});
const denyB = authorizerThat(({ resource }) => resource === 'x:b');

describe('Judge', () => {
  it('allows when every subject is allowed, with a draft for each', () => {
    const verdict = new Judge(facts, denyB).decide(question('x:a', 'x:c'));
    expect(verdict.kind === 'allow' && verdict.drafts.map(({ resource }) => resource)).toEqual(['x:a', 'x:c']);
  });

  it.each([[['x:a', 'x:b']], [['x:b', 'x:a']]])(
    'denies when one subject is denied, and records that one (%j)',
    (uris) => {
      const verdict = new Judge(facts, denyB).decide(question(...uris));
      expect(verdict).toMatchObject({ kind: 'deny', draft: { resource: 'x:b', effect: 'deny' } });
    },
  );

  it('takes a decision that is made already instead of asking', () => {
    const judge = new Judge(
      facts,
      authorizerThat(() => true),
    );
    expect(judge.decide({ ...question('x:a'), given: ALLOW }).kind).toBe('allow');
    expect(new Judge(facts, ALLOW_ALL).decide({ ...question('x:a'), given: DENY }).kind).toBe('deny');
  });

  it('asks with the agent, the server and who asks', () => {
    const seen: unknown[] = [];
    const authorizer = { ...ALLOW_ALL, authorize: (request: unknown) => (seen.push(request), ALLOW) };
    new Judge(facts, authorizer).decide({ ...question('x:a'), from: 'server' });
    expect(seen).toEqual([{ agent: 'a', server: 'srv', from: 'server', ...read('x:a'), context: {} }]);
  });

  it('decides by the new policies once they are replaced, and names their set', () => {
    const judge = new Judge(facts, ALLOW_ALL);
    judge.replace({ ...authorizerThat(() => true), policySet: 'sha256:new' });
    expect(judge.decide(question('x:a'))).toMatchObject({ kind: 'deny', draft: { policySet: 'sha256:new' } });
  });
});
