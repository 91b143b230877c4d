import { expect, it } from 'vitest';
import { found, happened, times } from './script.ts';

const asked = (n: number) => happened('approval_requested', 'files', { approval: `a${n}` }, { after: 100 });
const answered = (n: number, verdict: string, by: string) =>
  happened('approval_answered', 'files', { approval: `a${n}`, verdict, by }, { after: 1 });
const pairs = (verdict: string, byOf: (n: number) => string) =>
  times(6, asked).flatMap((line, n) => [line, answered(n, verdict, byOf(n))]);

it('lays approvals to the charge of whoever gave them', async () => {
  const [finding, ...rest] = await found(pairs('approve', () => 'cli'));
  expect(finding).toMatchObject({ id: 'rubber-stamp', count: 6 });
  expect(finding?.message).toContain('`cli` is 1.0 s');
  expect(rest).toEqual([]);
  expect(await found(pairs('approve', (n) => (n % 2 === 0 ? 'cli' : 'api')))).toEqual([]);
});

it('has nothing against who denies at once', async () => {
  expect(await found(pairs('deny', () => 'cli'))).toEqual([]);
});
