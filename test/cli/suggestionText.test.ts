import { describe, expect, it } from 'vitest';

import type { Suggestion } from '../../src/authz/authoring/serverSketch.ts';
import { suggestionText } from '../../src/cli/suggestionText.ts';
import { expectHarmless, HOSTILE } from './home.ts';

const suggestion: Suggestion = {
  agent: 'default',
  server: 'fs',
  name: 'suggested-fs',
  policy: { name: 'suggested-fs', rules: [{ action: 'read' }] },
  remarks: [['`path`: a lot']],
  denied: [{ name: 'write', why: 'not allowed', count: 3 }],
  missed: [],
};

describe('suggestionText', () => {
  it('says where it comes from, what to look at, and what was denied', () => {
    const text = suggestionText(suggestion, 'all of it');
    expect(text).toContain('# Written from the log (all of it): what the agent `default` did at the server `fs`');
    expect(text).toContain('  # look: `path`: a lot\n  - action: read\n');
    expect(text).toMatch(/#\n# Denied then, and still denied:\n# {3}write \(3 times\): not allowed\n$/);
    expect(text).not.toContain('Went through then');
  });

  it('tells of a few of many', () => {
    const missed = Array.from({ length: 50 }, (_, i) => ({ name: `tool${i}`, why: 'withheld', count: 1 }));
    const text = suggestionText({ ...suggestion, missed }, 'x');
    expect(text).toContain('tool39 (1 time)');
    expect(text).not.toContain('tool40');
    expect(text).toContain('# and 10 more'.replace('# ', '#   '));
  });

  it('holds nothing that a terminal would obey, and no line of anybody else', () => {
    const hostile = [{ name: HOSTILE, why: HOSTILE, count: 1 }];
    const text = suggestionText({ ...suggestion, agent: HOSTILE, server: HOSTILE, remarks: [[HOSTILE]], denied: hostile, missed: hostile }, 'x');
    expectHarmless(text);
    expect(text.split('\n').filter((line) => !/^\s*#/.test(line))).toEqual(['name: suggested-fs', 'rules:', '  - action: read', '']);
  });
});
