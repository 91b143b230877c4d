import { describe, expect, it } from 'vitest';

import { auditLog } from '../../src/cli/commands/auditLog.ts';
import { policyValidate } from '../../src/cli/commands/policyValidate.ts';
import { chooseCommand } from '../../src/cli/program.ts';
import { captured } from './home.ts';

function choose(...words: string[]) {
  const { io, out, err } = captured();
  return { choice: chooseCommand(words, io), out: out.join(''), err: err.join('') };
}

describe('chooseCommand', () => {
  it('finds the command with its options and those of every command', () => {
    const { choice, out, err } = choose('--home', '/x', 'audit', 'log', '--limit', '5', '--json');
    expect(choice).toEqual({
      kind: 'command',
      command: auditLog,
      words: [],
      options: { home: '/x', json: true, limit: '5' },
    });
    expect(out + err).toBe('');
  });

  it('finds the words, one by one or as many as there are', () => {
    expect(choose('policy', 'validate', 'a', 'b').choice).toMatchObject({ command: policyValidate, words: ['a', 'b'] });
    expect(choose('policy', 'validate').choice).toMatchObject({ command: policyValidate, words: [] });
    // What may be given more than once takes one word each, and leaves the next to the command.
    expect(choose('policy', 'test', '--policy', 'a', 'c.yaml', '--policy', 'b').choice).toMatchObject({
      words: ['c.yaml'],
      options: { policy: ['a', 'b'] },
    });
    expect(choose('audit', 'show', '--', '--json').choice).toMatchObject({ words: ['--json'], options: {} });
  });

  it('runs nothing', () => {
    expect(choose('audit', 'tail').choice).toMatchObject({ kind: 'command' });
  });

  it.each([
    [['--help'], 0],
    [['audit', 'verify', '-h'], 0],
    [['-V'], 0],
    [['help', 'audit'], 0],
    [[], 2],
    [['audit'], 2],
    [['nothing'], 2],
    [['help', 'nothing'], 2],
  ])('answers %j itself, with exit code %i', (words, exitCode) => {
    const { choice, out, err } = choose(...words);
    expect(choice).toEqual({ kind: 'answered', exitCode });
    expect(out === '').toBe(exitCode !== 0);
    expect(err === '').toBe(exitCode === 0);
  });
});
