import { describe, expect, it } from 'vitest';
import type { Authorizer } from '../../src/authz/decision.ts';
import type { AuthorizationRequest } from '../../src/authz/request.ts';
import type { SessionConfig } from '../../src/proxy/desk.ts';
import { Judge, type Question } from '../../src/proxy/judge.ts';
import { SessionBook } from '../../src/proxy/sessionFacts.ts';
import { ALLOW, ALLOW_ALL, AT, authorizerThat, DENY } from './support.ts';

const facts = { session: 's', agent: 'a', server: 'srv' };
const judgeWith = (authorizer: Authorizer, config: Partial<SessionConfig> = {}): Judge =>
  new Judge({ facts, authorizer, ...config }, new SessionBook());
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
    const verdict = judgeWith(denyB).decide(question('x:a', 'x:c'));
    expect(verdict.kind === 'allow' && verdict.drafts.map(({ resource }) => resource)).toEqual(['x:a', 'x:c']);
  });

  it.each([[['x:a', 'x:b']], [['x:b', 'x:a']]])(
    'denies when one subject is denied, and records that one (%j)',
    (uris) => {
      const verdict = judgeWith(denyB).decide(question(...uris));
      expect(verdict).toMatchObject({ kind: 'deny', draft: { resource: 'x:b', effect: 'deny' } });
    },
  );

  it('takes a decision that is made already instead of asking', () => {
    const judge = judgeWith(authorizerThat(() => true));
    expect(judge.decide({ ...question('x:a'), given: ALLOW }).kind).toBe('allow');
    expect(judgeWith(ALLOW_ALL).decide({ ...question('x:a'), given: DENY }).kind).toBe('deny');
  });

  it.each([
    [false, 'stdio'],
    [true, 'http'],
  ])('asks with the agent, the server, who asks, and what is known (over HTTP: %s)', (isHttpClient, transport) => {
    const seen: unknown[] = [];
    const authorizer = { ...ALLOW_ALL, authorize: (request: unknown) => (seen.push(request), ALLOW) };
    judgeWith(authorizer, { isHttpClient }).decide({ ...question('x:a'), from: 'server' });
    const session = { calls: 0, denied: 0, tainted: false, toolsCalled: [], started: AT.ms };
    const request = { agent: 'a', server: 'srv', from: 'server', ...read('x:a'), context: {} };
    expect(seen).toEqual([{ ...request, facts: { server: { transport }, session, now: AT.ms } }]);
  });

  describe('counts, for the conditions of rules,', () => {
    const call = (tool: string): Question => ({
      ...question(),
      subjects: [{ method: 'tools/call', action: tool, resource: null, args: null }],
    });
    const watched = () => {
      const seen: AuthorizationRequest[] = [];
      const authorizer = {
        ...ALLOW_ALL,
        authorize: (request: AuthorizationRequest) => (seen.push(request), request.action === 'bad' ? DENY : ALLOW),
      };
      const judge = judgeWith(authorizer);
      return { judge, now: () => (judge.decide(question('x:a')), seen.at(-1)?.facts?.session) };
    };

    it('the calls of tools that were allowed, by name, and what was denied', () => {
      const { judge, now } = watched();
      judge.decide(call('a'));
      judge.decide(call('bad'));
      judge.decide(call('b'));
      expect(now()).toMatchObject({ calls: 2, denied: 1, toolsCalled: ['a', 'b'] });
    });

    it('no call that had no place in a rate limit, or no place in the log', () => {
      const { judge, now } = watched();
      const [a, b] = [judge.decide(call('a')), judge.decide(call('b'))];
      judge.decide(call('c'));
      if (a.kind !== 'allow' || b.kind !== 'allow' || a.drafts[0] === undefined) throw new Error('denied');
      judge.overLimit(a.drafts[0], AT.ms + 1, AT);
      judge.unrecorded({ method: 'tools/call', action: 'b', resource: null, args: null }, 'the disk is full');
      expect(now()).toMatchObject({ calls: 1, denied: 1, toolsCalled: ['c'] });
    });

    it('nothing that the server asks', () => {
      const { judge, now } = watched();
      judge.decide({ ...call('a'), from: 'server' });
      judge.decide({ ...call('bad'), from: 'server' });
      expect(now()).toMatchObject({ calls: 0, denied: 0, toolsCalled: [] });
    });
  });

  it('decides by the new policies once they are replaced, and names their set', () => {
    const judge = judgeWith(ALLOW_ALL);
    judge.replace({ ...authorizerThat(() => true), policySet: 'sha256:new' });
    expect(judge.decide(question('x:a'))).toMatchObject({ kind: 'deny', draft: { policySet: 'sha256:new' } });
  });
});
