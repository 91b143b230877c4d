import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/table.ts';
import { completionScript, SHELLS, type Shell } from '../../src/cli/completions.ts';

function scriptFor(shell: Shell): string {
  const folder = mkdtempSync(join(tmpdir(), 'leash-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, `leash.${shell}`);
  writeFileSync(file, completionScript(shell, COMMANDS));
  return file;
}

/** What bash offers behind these words; the last one is being typed. */
function offered(...words: readonly string[]): readonly string[] {
  const script =
    'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _leash; printf "%s\\n" "${COMPREPLY[@]}"';
  const out = execFileSync('bash', ['--norc', '-c', script, 'bash', scriptFor('bash'), 'leash', ...words], {
    encoding: 'utf8',
  });
  return out.split('\n').filter((line) => line !== '');
}

const top = COMMANDS.filter(({ name }) => name === '').flatMap(({ commands }) =>
  commands.map(({ usage }) => usage.split(' ')[0]),
);
const groups = COMMANDS.flatMap(({ name }) => (name === '' ? [] : [name]));

describe('the completion of bash', () => {
  it('offers every command, and those of a group behind its name', () => {
    expect([...offered('')].sort()).toEqual([...top, ...groups].sort());
    expect(offered('po')).toEqual(['policy']);
    const policy = COMMANDS.find(({ name }) => name === 'policy')?.commands.map(({ usage }) => usage.split(' ')[0]);
    expect(offered('policy', '')).toEqual(policy);
    expect(offered('policy', 'ex')).toEqual(['explain']);
  });

  it('offers the options of the command, also behind its arguments and others', () => {
    expect(offered('wrap', '--d')).toEqual(['--dry-run']);
    expect(offered('--json', 'wrap', 'cursor', '--d')).toEqual(['--dry-run']);
    expect(offered('unwrap', '--f')).toEqual(['--force']);
    expect(offered('wrap', '--f')).toEqual([]);
    expect(offered('--v')).toEqual(['--version']);
  });

  it('offers the words that an argument can be, and leaves files to the shell', () => {
    expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(offered('scan', '')).toEqual([]);
  });
});

/** Bash is everywhere; the others are looked at where they are installed. */
const installed = SHELLS.filter((shell) => spawnSync(shell, ['-c', 'exit']).error === undefined);

describe('the scripts', () => {
  it.each(SHELLS)('name every command, for %s', (shell) => {
    const script = completionScript(shell, COMMANDS);
    for (const name of [...top, ...groups]) expect(script).toContain(name);
  });

  it.each(installed)('are read by %s', (shell) => {
    const read = spawnSync(shell, ['-n', scriptFor(shell)], { encoding: 'utf8' });
    expect([read.status, read.stderr]).toEqual([0, '']);
  });
});

describe('the script for fish', () => {
  it('quotes what its shell would read in another way', () => {
    const run = () => Promise.resolve(0);
    const command = { usage: 'x', summary: "it's a \\ `b` $(c)", examples: [], run };
    const script = completionScript('fish', [{ name: '', summary: '', commands: [command] }]);
    expect(script).toContain(String.raw`-d 'it\'s a \\ ` + "`b` $(c)'");
  });
});
