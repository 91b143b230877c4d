import { describe, expect, it } from 'vitest';
import { holdsSecret } from '../../src/inspect/holdsSecret.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';

// Put together here, so that no scanner of this repository takes it for one.
const TOKEN = `ghp_${'a1B2c3D4e5'.repeat(3)}f6G7h8`;

describe('holdsSecret', () => {
  it.each<[string, JsonValue]>([
    ['a token', `use ${TOKEN} for it`],
    ['a token deep in a list', [{ deep: [[TOKEN]] }]],
    ['a password by its name', { password: 'correct-horse-battery-9' }],
    ['a text with line breaks around it', `first\n${TOKEN}\nlast`],
  ])('finds %s', (_, value) => {
    expect(holdsSecret(value)).toBe(true);
  });

  it.each<[string, JsonValue]>([
    ['a path', '/data/project/readme.md'],
    ['a number', 17],
    ['nothing', null],
    [
      'the salted hash of a long value',
      { bytes: 100_000, sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
    ],
    ['an ordinary call', { path: 'src/index.ts', head: 10, edits: [{ oldText: 'a', newText: 'b' }] }],
  ])('leaves %s alone', (_, value) => {
    expect(holdsSecret(value)).toBe(false);
  });
});
