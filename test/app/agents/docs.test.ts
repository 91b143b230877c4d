import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/app/config.ts';
import { readYaml } from '../../../src/edge/yamlSource.ts';
import { policyOf, requestOf, setOf } from '../../support/policyOf.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../../docs/agents.md'), 'utf8');
const [policy = '', config = ''] = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, block]) => block ?? '');

describe('the guide to agents', () => {
  it('has a policy that lets a verified agent of the team write, and nobody else', () => {
    const authorizer = setOf([policyOf(policy)]).authorizerFor({
      agent: 'claude',
      server: 'filesystem',
      observe: false,
    });
    const outcome = (agent: object) =>
      authorizer.authorize(requestOf({ server: 'filesystem', action: 'write_file', facts: { agent } })).outcome;
    expect(outcome({ verified: true, labels: { team: 'payments' } })).toBe('allow');
    expect(outcome({ verified: true, labels: { team: 'sales' } })).toBe('deny');
    expect(outcome({ verified: true, labels: {} })).toBe('deny');
    expect(outcome({ verified: false, labels: { team: 'payments' } })).toBe('deny');
    expect(outcome({})).toBe('deny');
  });

  it('has settings that are valid', () => {
    const { node } = readYaml('config.yaml', Buffer.from(config));
    if (node === null) throw new Error('no YAML');
    const read = parseConfig('config.yaml', node);
    expect(read.problems).toEqual([]);
    expect(read.config.auth.issuers[0]?.agents?.get('acme/app')).toBe('deployer');
  });
});
