import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { callOf } from '../../src/proxy/asking.ts';
import { openDesk } from '../../src/proxy/desk.ts';
import { refusalDraft } from '../../src/proxy/drafts.ts';
import { ALLOW_ALL, AT } from './support.ts';

const facts = { session: 's', agent: 'a', server: 'srv' };
const desk = openDesk({ facts, authorizer: ALLOW_ALL, list: 'filter', maxDepth: 64, maxPending: 10 });
const draft = {
  ...refusalDraft(facts, { from: 'client', id: 1, method: 'x', reason: 'r', at: AT }),
  rules: [{ policy: 'p', rule: 'r' }],
  owasp: ['ASI02'],
};
const ask = { draft: 0, reason: 'why', timeoutMs: 5000, reaches: ['session'] } as const;
const about = (subject: object, params: JsonValue = {}) => {
  const whole = { method: 'tools/call', action: null, resource: null, args: null, ...subject };
  const question = { from: 'client', id: 1, subjects: [whole], given: null, at: AT } as const;
  return callOf(desk, { question, params, ask, drafts: [draft] });
};

describe('callOf', () => {
  it('says all that an answer is bound to, and what a person should know', () => {
    expect(about({ action: 'rm', args: { path: '/' } })).toEqual({
      session: 's',
      agent: 'a',
      server: 'srv',
      method: 'tools/call',
      action: 'rm',
      resource: null,
      args: { path: '/' },
      policySet: 'sha256:test',
      rules: [{ policy: 'p', rule: 'r' }],
      reason: 'why',
      owasp: ['ASI02'],
      risk: null,
      reaches: ['session'],
      timeoutMs: 5000,
    });
  });

  it.each([
    ['all that is sent where the method alone is judged', { method: 'custom/x' }, { a: 1 }, { a: 1 }],
    [
      'no arguments of a resource, which the URI says',
      { method: 'resources/read', resource: 'file:///x' },
      { uri: 'file:///x' },
      null,
    ],
    ['nothing where nothing is said', { method: 'custom/x' }, 'text', null],
  ])('shows %s', (_, subject, params, want) => expect(about(subject, params).args).toEqual(want));
});
