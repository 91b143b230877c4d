import { expect, it } from 'vitest';
import { evidenceOf, isAtLeast, SEVERITIES } from '../../../src/app/auditScan/finding.ts';

it('weighs severities: each reaches itself and what is less grave', () => {
  for (const [n, severity] of SEVERITIES.entries()) {
    expect(SEVERITIES.filter((least) => isAtLeast(severity, least))).toEqual(SEVERITIES.slice(n));
  }
});

it('takes of a sighting only what a finding may hold', () => {
  const evidence = {
    place: '00:1',
    recordId: 'r',
    ts: 1,
    agent: 'a',
    server: 's',
    session: 'x',
    name: 'n',
    effect: 'allow',
  };
  expect(evidenceOf({ ...evidence, ...{ args: 'secret', paths: ['secret'] } })).toEqual(evidence);
});
