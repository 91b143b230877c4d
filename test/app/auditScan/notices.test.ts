import { expect, it } from 'vitest';
import { found, happened } from './script.ts';

it('makes one finding of the same event again, and another of another tool', async () => {
  const seen = (tool: string) => happened('tool_unseen', 'files', { tool });
  const findings = await found([seen('a'), seen('a'), seen('b')]);
  expect(findings.map(({ count, message }) => `${count} ${message}`).sort()).toEqual([
    '1 `files`: `b`',
    '2 `files`: `a`',
  ]);
});

it('shows nothing of a detail that a terminal would obey', async () => {
  const [finding] = await found([happened('stopped', 'files', { reason: '\u001b[2J\u202e' })]);
  expect(finding?.message).toBe('`files`: `\\x1b[2J\\u{202e}`');
});
