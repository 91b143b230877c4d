import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAuthzenRequest } from '../../src/authz/authzen.ts';
import { readResource } from '../../src/authz/resource.ts';
import type { JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';
import { policyOf, requestOf, setOf } from '../support/policyOf.ts';

const request = (over: JsonObject = {}): JsonObject => ({
  subject: { type: 'user', id: 'alice' },
  action: { name: 'can_read' },
  resource: { type: 'document', id: '123' },
  ...over,
});

function question(value: JsonValue) {
  const reading = readAuthzenRequest(value);
  if (reading.kind === 'refused') throw new Error(reading.why);
  return reading.question;
}

describe('readAuthzenRequest', () => {
  it('takes the subject for the agent, and the properties of the action for its arguments', () => {
    const read = question(
      request({
        subject: { type: 'user', id: 'alice', properties: { department: 'Sales' } },
        action: { name: 'can_read', properties: { page: 2 } },
        resource: { type: 'document', id: '123', properties: { server: 'archive', method: 'resources/read' } },
        context: { session: 'run-1', ip: '10.0.0.1' },
      }),
    );
    expect(read).toEqual({
      agent: 'alice',
      server: 'archive',
      method: 'resources/read',
      session: 'run-1',
      action: 'can_read',
      resource: 'authzen://document/123',
      args: { page: 2 },
      context: {
        session: 'run-1',
        ip: '10.0.0.1',
        subject: { type: 'user', properties: { department: 'Sales' } },
        resource: { type: 'document', properties: { server: 'archive', method: 'resources/read' } },
      },
    });
  });

  it('names neither server, method nor session where the request does not', () => {
    expect(question(request())).toMatchObject({ server: null, method: null, session: null, args: {} });
  });

  it('lets nobody pass claims of the context off as those of the subject', () => {
    const read = question(request({ context: { subject: { type: 'admin', properties: {} } } }));
    expect(read.context['subject']).toEqual({ type: 'user', properties: {} });
  });

  it.each<[string, JsonValue, string]>([
    ['no object', 'yes', '`subject.type` has to be a text'],
    ['no subject', { ...request(), subject: null }, '`subject.id` has to be a text'],
    ['an id that is a number', request({ resource: { type: 'document', id: 7 } }), '`resource.id` has to be a text'],
    ['an empty action', request({ action: { name: '' } }), '`action.name` has to be a text'],
    ['an action that is a text', request({ action: 'can_read' }), '`action.name` has to be a text'],
    [
      'properties that are a list',
      request({ action: { name: 'a', properties: [] } }),
      '`action.properties` has to be an object',
    ],
    ['a context that is a text', request({ context: 'x' }), '`context` has to be an object'],
  ])('refuses %s, and says where', (_, value, why) => {
    const reading = readAuthzenRequest(value);
    expect(reading.kind === 'refused' && reading.why).toContain(why);
  });

  describe('makes the resource a URI that rules can match', () => {
    it.each([
      ['document', '123', 'authzen://document/123'],
      ['document', 'a b/c?d#e', 'authzen://document/a%20b/c%3Fd%23e'],
      ['document', 'https://example.com/a', 'https://example.com/a'],
      ['note', 'authzen://document/123', 'authzen://note/authzen://document/123'],
      ['my_type.v2', 'naïve', 'authzen://my_type.v2/na%C3%AFve'],
    ])('%s %s', (type, id, want) => {
      expect(question(request({ resource: { type, id } })).resource).toBe(want);
    });

    // Resolved, it would name another thing than the caller means.
    it.each([
      ['document', '../secret'],
      ['document', 'a/./b'],
      ['document/public', 'x'],
      ['document', '\ud800'],
      ['', '123'].map((text) => text || 'do cument'),
    ])('but leaves %s %s as it is, so that only a denial can match it', (type = '', id = '') => {
      const { resource } = question(request({ resource: { type, id } }));
      expect(resource).toBe(id);
      expect(readResource(resource).kind).toBe('ambiguous');
    });

    it('never one that reads as the URI of another type and id', () => {
      const part = fc.stringMatching(/^[a-z./%?#\\]{1,6}$/);
      const name = fc.oneof(
        part,
        fc.tuple(part, part).map(([type, id]) => `authzen://${type}/${id}`),
      );
      fc.assert(
        fc.property(name, name, name, name, (type, id, otherType, otherId) => {
          fc.pre(type !== otherType || id !== otherId);
          const [one, other] = [
            [type, id],
            [otherType, otherId],
          ].map(([t = '', i = '']) => question(request({ resource: { type: t, id: i } })).resource);
          const readings = [one, other].map((uri) => readResource(uri ?? ''));
          const isClear = readings.every(({ kind }) => kind === 'clear');
          expect(isClear && one === other).toBe(false);
        }),
      );
    });
  });

  it('asks what a policy on such resources answers', () => {
    const set = setOf([
      policyOf({
        name: 'p',
        agents: ['alice'],
        rules: [{ action: 'can_read', resource: 'authzen://document/*', effect: 'allow', reason: 'documents' }],
      }),
    ]);
    const authorizer = set.authorizerFor({ agent: 'alice', server: 'api', observe: false });
    const outcome = (type: string) => {
      const { agent, action, resource, args } = question(request({ resource: { type, id: '123' } }));
      return authorizer.authorize(requestOf({ agent, server: 'api', action, resource, args })).outcome;
    };
    expect([outcome('document'), outcome('account')]).toEqual(['allow', 'deny']);
  });
});
