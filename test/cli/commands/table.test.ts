import { describe, expect, it } from 'vitest';

import { COMMANDS, EXAMPLES } from '../../../src/cli/commands/table.ts';
import { leash } from '../../../src/cli/leash.ts';
import { captured } from '../home.ts';

const all = COMMANDS.flatMap(({ name, commands }) =>
  commands.map((command) => ({ path: [...(name === '' ? [] : [name]), command.usage.split(' ')[0] ?? ''], command })),
);

async function help(...words: string[]) {
  const { io, out, err } = captured();
  const exitCode = await leash([...words, '--help'], io, AbortSignal.abort());
  return { exitCode, out: out.join(''), err: err.join('') };
}

describe.each(all)('leash $path', ({ path, command }) => {
  it('has help with its summary, every option and examples that begin with its name', async () => {
    const { exitCode, out, err } = await help(...path);
    expect([exitCode, err]).toEqual([0, '']);
    const words = out.replaceAll(/\s+/g, ' ').toLowerCase();
    expect(words).toContain(`usage: leash ${path.join(' ')}`);
    expect(words).toContain(command.summary.toLowerCase());
    for (const [flags, description] of [...(command.options ?? []), ['--home <dir>', ''], ['--json', '']] as const) {
      expect(words).toContain(flags);
      expect(words).toContain(description.toLowerCase());
    }
    const [, examples = ''] = out.split('\nExamples:\n');
    expect(examples.trimEnd().split('\n')).toEqual(command.examples.map((line) => `  ${line}`));
    expect(command.examples[0]).toMatch(new RegExp(`^leash ${path.join(' ')}\\b`));
  });

  it('has help that fits a terminal', async () => {
    for (const line of (await help(...path)).out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('says nothing with a capital or a full stop in the list of commands', () => {
    expect(command.summary).toMatch(/^[a-z].*[^.]$/);
  });
});

describe('the examples', () => {
  it('are commands and options that exist', async () => {
    const lines = [...EXAMPLES, ...all.flatMap(({ command }) => command.examples)];
    // What another program does with what this one has started is its own affair.
    for (const line of lines.filter((each) => !each.startsWith('curl '))) {
      const words = line.split(' > ')[0]?.split(' ').slice(1) ?? [];
      const flags = words.filter((word) => word.startsWith('--'));
      const { path } = all.find((each) => each.path.every((word, i) => words[i] === word)) ?? { path: null };
      expect(path, line).not.toBeNull();
      const { out } = await help(...(path ?? []));
      for (const flag of flags) expect(out).toContain(flag);
    }
  });
});
