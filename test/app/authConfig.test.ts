import { describe, expect, it } from 'vitest';
import { readIssuers, readTokens } from '../../src/app/authConfig.ts';
import { JWT_ALGORITHMS } from '../../src/edge/http/authSettings.ts';
import { readYaml } from '../../src/edge/yamlSource.ts';

function reading<T>(read: (...given: Parameters<typeof readTokens>) => T, text: string) {
  const { node } = readYaml('config.yaml', Buffer.from(text));
  if (node === null) throw new Error('no YAML');
  const problems: string[] = [];
  const found = read(node, 'auth.x', ({ line, column }, message) => problems.push(`${line}:${column} ${message}`));
  return { found, problems };
}

const HASH = 'ab'.repeat(32);

describe('readTokens', () => {
  it('reads agents and hashes, in lower case', () => {
    expect(reading(readTokens, `- {agent: alice, sha256: "${HASH.toUpperCase()}"}\n`)).toEqual({
      found: [{ agent: 'alice', sha256: HASH }],
      problems: [],
    });
  });

  it.each([
    [`- {agent: alice, sha256: ${HASH.slice(1)}}`, 'takes 64 hex digits'],
    [`- {agent: alice, sha256: ${HASH}0}`, 'takes 64 hex digits'],
    [`- {agent: alice, sha256: leash_${HASH.slice(6)}}`, 'takes 64 hex digits'],
    [`- {agent: alice, sha256: 12e9}`, 'in quotes'],
    [`- {agent: "*", sha256: ${HASH}}`, 'takes up to 64 letters'],
    [`- {agent: a/b, sha256: ${HASH}}`, 'takes up to 64 letters'],
    [`- {agent: alice}`, '`auth.x.sha256` is missing'],
    [`- {agent: alice, sha256: ${HASH}, token: t}`, 'unknown setting `auth.x.token`'],
    [
      `- {agent: alice, sha256: ${HASH}}\n- {agent: bob, sha256: ${HASH.toUpperCase()}}`,
      'the same as that of an item above',
    ],
  ])('refuses %s', (text, problem) => {
    const { problems } = reading(readTokens, text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});

describe('readIssuers', () => {
  it('reads an issuer, with defaults for the rest', () => {
    expect(reading(readIssuers, '- issuer: https://auth.example/tenant\n').found).toEqual([
      {
        issuer: 'https://auth.example/tenant',
        audience: null,
        jwksUri: null,
        agentClaim: 'sub',
        algorithms: JWT_ALGORITHMS,
        agents: null,
        labelsClaim: null,
        skewSeconds: 60,
        scopes: [],
      },
    ]);
  });

  it('reads all that can be said of it', () => {
    const text = [
      '- issuer: http://127.0.0.1:8080',
      '  audience: api://leash',
      '  jwks_uri: https://keys.example/jwks',
      '  agent_claim: client_id',
      '  algorithms: [ES256, RS256]',
      '  agents: {"repo:acme/app": deployer}',
      '  labels_claim: labels',
      '  clock_skew: 0',
      '  scopes: mcp',
    ].join('\n');
    expect(reading(readIssuers, text)).toEqual({
      found: [
        {
          issuer: 'http://127.0.0.1:8080',
          audience: 'api://leash',
          jwksUri: 'https://keys.example/jwks',
          agentClaim: 'client_id',
          algorithms: ['ES256', 'RS256'],
          agents: new Map([['repo:acme/app', 'deployer']]),
          labelsClaim: 'labels',
          skewSeconds: 0,
          scopes: ['mcp'],
        },
      ],
      problems: [],
    });
  });

  it.each([
    ['issuer: http://auth.example', 'an https URL'],
    ['issuer: https://auth.example?x=1', 'an https URL'],
    ['issuer: https://auth.example#x', 'an https URL'],
    ['issuer: https://user:password@auth.example', 'an https URL'],
    ['issuer: auth.example', 'an https URL'],
    ['issuer: file:///etc/passwd', 'an https URL'],
    ['{issuer: https://a.example, jwks_uri: http://keys.example}', 'an https URL'],
    ['{issuer: https://a.example, algorithms: [none]}', 'takes `RS256`'],
    ['{issuer: https://a.example, algorithms: [HS256]}', 'takes `RS256`'],
    ['{issuer: https://a.example, algorithms: []}', 'takes a list'],
    ['{issuer: https://a.example, audience: ""}', 'takes the text'],
    ['{issuer: https://a.example, scopes: ["a b"]}', 'without spaces'],
    ['{issuer: https://a.example, agent_claim: 1}', 'the name of a claim, in quotes'],
    ['{issuer: https://a.example, agents: [a]}', 'takes a map of values'],
    ['{issuer: https://a.example, agents: {x: a/b}}', 'takes a map of values'],
    ['{issuer: https://a.example, clock_skew: 601}', 'takes a whole number from 0 to 600'],
    ['{issuer: https://a.example, clock_skew: "6"}', 'takes a whole number from 0 to 600'],
    ['audience: x', '`auth.x.issuer` is missing'],
    ['issuer: https://a.example\n- issuer: https://a.example', 'the same as that of an item above'],
  ])('refuses %s', (text, problem) => {
    const { problems } = reading(readIssuers, `- ${text}\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});
