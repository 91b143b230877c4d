import { describe, expect, it } from 'vitest';

import { usageMessage } from '../../src/cli/usageMessage.ts';
import { expectHarmless, HOSTILE } from './home.ts';

describe('usageMessage', () => {
  it.each([
    [
      "error: unknown command 'verfy'\n(Did you mean verify?)\n",
      'leash: unknown command `verfy`, did you mean `verify`?; see `leash audit --help`\n',
    ],
    [
      "error: unknown option '--h'\n(Did you mean one of --help, --home?)",
      'leash: unknown option `--h`, did you mean `--help` or `--home`?; see `leash audit --help`\n',
    ],
    ["error: missing required argument 'id'", 'leash: missing argument, expected <id>; see `leash audit --help`\n'],
    [
      "error: option '--since <time>' argument missing",
      'leash: missing value, expected `--since <time>`; see `leash audit --help`\n',
    ],
    [
      "error: too many arguments for 'log'. Expected 0 arguments but got 2.",
      'leash: too many arguments for `log`, expected 0, got 2; see `leash audit --help`\n',
    ],
    ["error: unknown command 'it's'", "leash: unknown command `it's`; see `leash audit --help`\n"],
    ['error: something new', 'leash: something new; see `leash audit --help`\n'],
  ])('says %j in our words', (text, want) => expect(usageMessage(text, 'leash audit')).toBe(want));

  it('never lets a mistyped word reach the terminal', () => {
    expectHarmless(usageMessage(`error: unknown command '${HOSTILE}'`, 'leash'));
    expectHarmless(usageMessage(`error: unknown command 'a\n${HOSTILE}'\n(Did you mean x?)`, 'leash'));
  });
});
