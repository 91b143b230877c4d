import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePolicies } from '../../src/authz/compile.ts';
import type { Authorizer } from '../../src/authz/decision.ts';
import type { AuthorizationRequest } from '../../src/authz/request.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { arbitraryFullPolicies, arbitraryFullRequest } from '../support/arbitraryPolicies.ts';
import { policyOf, requestOf, setOf } from '../support/policyOf.ts';

function authorizerOf(sources: readonly JsonObject[], observe = false): Authorizer {
  return setOf(sources.map(policyOf)).authorizerFor({ agent: 'a', server: 'fs', observe });
}

const PROJECT: JsonObject = {
  name: 'project',
  agents: ['*'],
  owasp: ['ASI02'],
  rules: [
    { id: 'no-shell', action: 'shell', effect: 'deny', reason: 'no shell', owasp: ['MCP05', 'ASI02'] },
    { id: 'confirm', action: 'delete', effect: 'ask', reason: 'a person confirms' },
    { id: 'read', action: 'read', effect: 'allow', reason: 'reading', args: { path: { under: ['/data'] } } },
  ],
};

describe('authorize', () => {
  it('explains an allow', () => {
    expect(authorizerOf([PROJECT]).authorize(requestOf({ args: { path: '/data/a' } }))).toEqual({
      outcome: 'allow',
      observed: false,
      mode: 'enforce',
      determining: [{ policy: 'project', rule: 'read' }],
      reason: 'reading',
      nearMiss: null,
      obligations: [],
      errors: [],
      owasp: ['ASI02'],
    });
  });

  it('makes an ask an allow with an obligation', () => {
    expect(authorizerOf([PROJECT]).authorize(requestOf({ action: 'delete' }))).toMatchObject({
      outcome: 'allow',
      obligations: [{ type: 'require-approval', reason: 'a person confirms' }],
    });
  });

  it('inherits the threats of the policy, each once', () => {
    expect(authorizerOf([PROJECT]).authorize(requestOf({ action: 'shell' })).owasp).toEqual(['ASI02', 'MCP05']);
  });

  it('names the nearest rule where nothing matched', () => {
    expect(authorizerOf([PROJECT]).authorize(requestOf({ args: { path: '/etc/passwd' } }))).toMatchObject({
      outcome: 'deny',
      determining: [{ policy: 'floor', rule: 'deny' }],
      nearMiss: 'rule `project/read` would allow this if `path` were under `/data`',
    });
  });

  it('names each rule that says the same at the same level', () => {
    const twin = { ...PROJECT, name: 'another' };
    expect(authorizerOf([PROJECT, twin]).authorize(requestOf({ action: 'shell' })).determining).toEqual([
      { policy: 'another', rule: 'no-shell' },
      { policy: 'project', rule: 'no-shell' },
    ]);
  });

  it('lets a whole session through in observe mode, and keeps what it would have been', () => {
    const authorizer = authorizerOf([PROJECT], true);
    expect(authorizer.authorize(requestOf({ action: 'shell' }))).toMatchObject({
      outcome: 'allow',
      observed: true,
      mode: 'observe',
      determining: [{ policy: 'project', rule: 'no-shell' }],
      reason: 'no shell',
    });
    expect(authorizer.authorize(requestOf({ action: 'delete' }))).toMatchObject({ observed: true, obligations: [] });
    expect(authorizer.authorize(requestOf({ args: { path: '/data/a' } }))).toMatchObject({
      outcome: 'allow',
      observed: false,
      mode: 'enforce',
    });
  });

  it.each([false, true])(
    'denies when an exception comes up, and tells nothing of the call (observe: %s)',
    (observe) => {
      const broken: AuthorizationRequest = {
        ...requestOf(),
        get args(): JsonObject {
          throw new RangeError('hunter2');
        },
      };
      const decision = authorizerOf([PROJECT], observe).authorize(broken);
      expect(decision).toMatchObject({ outcome: 'deny', observed: false, determining: [] });
      expect(decision.errors).toHaveLength(1);
      expect(JSON.stringify(decision)).not.toContain('hunter2');
    },
  );

  it('denies a path that cannot be looked up', () => {
    const realpath = (): never => {
      throw new Error('ELOOP');
    };
    const set = compilePolicies([policyOf(PROJECT)], {
      floor: null,
      environment: { cwd: '/data', home: '/home/ada', realpath },
      hint: '',
      hash: '',
      hasUserPolicy: true,
    });
    const authorizer = set.authorizerFor({ agent: 'a', server: 'fs', observe: false });
    expect(authorizer.authorize(requestOf({ args: { path: '/data/a' } }))).toMatchObject({
      outcome: 'deny',
      errors: [{ policy: 'project', rule: 'read' }],
    });
  });

  it('never throws and never allows by surprise, whatever the request holds', () => {
    const authorizer = authorizerOf([PROJECT]);
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(text, fc.option(text), fc.option(text), fc.jsonValue(), (method, action, resource, value) => {
        const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
        const request = requestOf({ method, action, resource, args: isObject ? (value as JsonObject) : null });
        expect(authorizer.authorize(request).outcome).toBe('deny');
        expect(authorizer.couldAllow(request)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('holds no value of the call', () => {
    fc.assert(
      fc.property(arbitraryFullPolicies, arbitraryFullRequest, (sources, request) => {
        const marked = {
          ...request,
          args: { path: '/data/marked-value', other: ['marked-value'] },
          context: { env: 'marked-value' },
          resource: request.resource === null ? null : 'file:///data/marked-value',
        };
        const { agent, server } = request;
        const decision = setOf(sources.map(policyOf))
          .authorizerFor({ agent, server, observe: false })
          .authorize(marked);
        expect(JSON.stringify(decision)).not.toContain('marked-value');
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same answer when it is asked again', () => {
    fc.assert(
      fc.property(
        arbitraryFullPolicies,
        fc.array(arbitraryFullRequest, { minLength: 2, maxLength: 6 }),
        (sources, requests) => {
          const authorizer = authorizerOf(sources);
          const first = requests.map((request) => authorizer.authorize(request));
          expect(requests.map((request) => authorizer.authorize(request))).toEqual(first);
        },
      ),
      { numRuns: 200 },
    );
  });
});
