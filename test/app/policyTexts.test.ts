import { expect, it } from 'vitest';
import { bookOfTexts, validateTexts } from '../../src/app/policyTexts.ts';

const GOOD = 'name: mine\nagents: ["*"]\nrules:\n  - { action: read, effect: allow, reason: it may }\n';

it('finds nothing wrong with a good policy, and everything with a bad one', async () => {
  expect(await validateTexts([GOOD])).toMatchObject({ ok: true, files: [{ policy: { name: 'mine', rules: 1 } }] });
  const bad = await validateTexts([GOOD.replace('allow', 'alow'), 'a: [', '']);
  expect([bad.ok, bad.files.length]).toEqual([false, 3]);
  expect(bad.problems.map(({ file }) => file)).toEqual(
    expect.arrayContaining(['policies/0', 'policies/1', 'policies/2']),
  );
});

it('lets no two texts claim one name', async () => {
  expect((await validateTexts([GOOD, GOOD])).problems[0]?.message).toBe('the name `mine` is taken by policies/0');
});

it('decides by the texts alone, and throws where they are not valid', async () => {
  const book = await bookOfTexts([GOOD]);
  expect(book.policies.map(({ name }) => name)).toEqual(['mine']);
  await expect(bookOfTexts(['a: ['])).rejects.toMatchObject({ code: 'ERR_POLICY_INVALID' });
});
