import { expect, it } from 'vitest';
import { readPolicySet } from '../../../src/edge/policyFile.ts';
import { tempHome } from '../../support/tempHome.ts';
import { policyIn, policyOf } from '../recorded.ts';
import { call, found, times } from './script.ts';

async function kinds(rule: string, days: number, tool = 'shell/bash'): Promise<readonly string[]> {
  const { policies } = await readPolicySet(policyIn(tempHome(), 'team.yaml', policyOf(rule)));
  const lines = times(days + 1, () => call(tool, {}, { after: 24 * 3_600 }));
  return (await found(lines, policies)).map(({ id }) => id);
}

it.each([
  ['{id: yes, action: "*", effect: allow, reason: r}', true],
  ['{id: yes, action: ["read_file", "*"], effect: allow, reason: r}', true],
  ['{id: yes, action: "*", effect: allow, reason: r, args: {command: {equals: ls}}}', false],
  ['{id: yes, action: "b*", effect: allow, reason: r}', false],
])('takes %s for wide: %s', async (rule, isWide) => {
  expect((await kinds(rule.replace('id: yes', 'id: "yes"'), 1)).includes('wide-rule')).toBe(isWide);
});

it('has nothing against a wide rule that lets through what does no harm', async () => {
  expect(await kinds('{id: "yes", action: "*", effect: allow, reason: r}', 1, 'files/read_file')).toEqual([]);
});

it('calls a rule idle once the log is a week long, and never one that decided', async () => {
  expect(await kinds('{id: other, action: x, effect: allow, reason: r}', 6)).not.toContain('idle-rule');
  expect(await kinds('{id: other, action: x, effect: allow, reason: r}', 7)).toContain('idle-rule');
  expect(await kinds('{id: "yes", action: bash, effect: allow, reason: r}', 7)).not.toContain('idle-rule');
  expect(await kinds('{id: other, action: x, effect: deny, reason: r}', 7)).not.toContain('idle-rule');
});
