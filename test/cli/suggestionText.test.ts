import { describe, expect, it } from 'vitest';

import type { LeftOut, Suggestion } from '../../src/authz/authoring/serverSketch.ts';
import { suggestionText } from '../../src/cli/suggestionText.ts';
import { parseText } from '../support/policyOf.ts';
import { expectHarmless, HOSTILE } from './home.ts';

function suggestion(over: Partial<Suggestion> = {}): Suggestion {
  const rule = { id: 'read', action: 'read', effect: 'allow', reason: 'seen' };
  return {
    agent: 'claude',
    server: 'fs',
    name: 'suggested',
    policy: { name: 'suggested', agents: ['claude'], servers: ['fs'], rules: [rule] },
    remarks: [[]],
    denied: [],
    missed: [],
    ...over,
  };
}

const left = (name: string, count = 1, why = 'no rule'): LeftOut => ({ name, count, why });
const commentsOf = (text: string): string[] => text.split('\n').filter((line) => /^ *#/.test(line));

describe('suggestionText', () => {
  it('is a policy that loads, headed by whose doings it is made of, and when', () => {
    const text = suggestionText(suggestion(), 'all of it');
    expect(parseText(text)).toMatchObject({ policy: { name: 'suggested' }, warnings: [] });
    const [first, ...rest] = commentsOf(text);
    expect(first).toContain('(all of it): what the agent `claude` did at the server `fs`');
    expect(rest.join('\n')).toContain('leash policy replay --policy THIS_FILE');
    expect(text).not.toMatch(/still denied|not allowed here|look:/);
  });

  it('puts what to look at above its rule', () => {
    const text = suggestionText(suggestion({ remarks: [['`path` is wide', 'and `n` too']] }), 'now');
    expect(text).toContain('  # look: `path` is wide\n  # look: and `n` too\n  - id: read\n');
  });

  it('tells what was denied from what went through and is left out', () => {
    const over = { denied: [left('write', 2, 'no rule allows this')], missed: [left('login', 1, 'withheld')] };
    const text = suggestionText(suggestion(over), 'now');
    expect(text.endsWith(DENIED_AND_MISSED)).toBe(true);
    expect(parseText(text)).toMatchObject({ policy: { rules: [{ id: 'read' }] } });
  });

  it('counts what is more than anybody reads, and nothing where all is shown', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => left(`tool-${index}`));
    expect(suggestionText(suggestion({ denied: many(40) }), 'now')).not.toContain('more\n');
    const text = suggestionText(suggestion({ denied: many(43) }), 'now');
    expect(text).toContain('tool-39 ');
    expect(text).not.toContain('tool-40 ');
    expect(text.endsWith('#   and 3 more\n')).toBe(true);
  });

  it.each([
    HOSTILE,
    'x\nrules: [{ action: "*", effect: allow, reason: r }]',
    'x\r- id: evil',
    'x\u2028name: evil',
    'x\u0085y',
  ])('lets no text of the log end a comment: %j', (text) => {
    const over = { agent: text, server: text, remarks: [[text]], denied: [left(text, 1, text)], missed: [left(text)] };
    const written = suggestionText(suggestion(over), text);
    expectHarmless(written);
    const plain = suggestionText(suggestion(), 'now');
    const bare = (whole: string): string[] => whole.split('\n').filter((line) => !/^ *#/.test(line));
    expect(bare(written)).toEqual(bare(plain));
  });
});

const DENIED_AND_MISSED = `#
# Denied then, and still denied:
#   write (2 times): no rule allows this
#
# Went through then, and is not allowed here:
#   login (1 time): withheld
`;
