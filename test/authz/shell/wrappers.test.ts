import { describe, expect, it } from 'vitest';
import { innerCommands } from '../../../src/authz/shell/wrappers.ts';
import type { ShellWord } from '../../../src/authz/shell/word.ts';

/** Words as they would be written; one that begins with `$` is the shell's to complete. */
const words = (line: string): ShellWord[] =>
  line
    .split(' ')
    .filter((text) => text !== '')
    .map((text) => (text.startsWith('$') ? { kind: 'expands', source: text } : { kind: 'plain', text }));

describe('innerCommands', () => {
  it.each([
    ['ls', '-la'],
    ['git', '-c x=y status'],
    ['bash', 'script.sh a'],
    ['bash', ''],
    ['xargs', ''],
  ])('finds nothing in `%s %s`, which is a program like any other', (program, line) => {
    const inner = innerCommands(program, words(line));
    expect(inner.every((one) => one.kind === 'command' && one.words.length === 0)).toBe(true);
  });

  it.each([
    ['sudo', '-n -u root rm x', 'rm x'],
    ['env', '-i ls', 'ls'],
    ['nice', '-n5 rm x', 'rm x'],
    ['timeout', '-s KILL 5 rm x', 'rm x'],
    ['stdbuf', '-oL rm x', 'rm x'],
    ['nohup', '-- rm x', 'rm x'],
    ['exec', '-a name rm x', 'rm x'],
  ])('finds in `%s %s` the command `%s`', (program, line, want) => {
    expect(innerCommands(program, words(line))).toEqual([{ kind: 'command', words: words(want) }]);
  });

  it.each([
    ['sh', '-c rm', 'rm'],
    ['bash', '-euxc rm', 'rm'],
    ['eval', 'rm x', 'rm x'],
  ])('finds in `%s %s` the script `%s`', (program, line, text) => {
    expect(innerCommands(program, words(line))).toEqual([{ kind: 'script', text }]);
  });

  it.each([
    ['sudo', '-i rm x'],
    ['sudo', '-D / rm x'],
    ['env', '-S rm'],
    ['env', 'A=b ls'],
    ['env', '-C / ls'],
    ['timeout', '$X rm'],
    ['bash', '--norc -c rm'],
    ['bash', '-c $X'],
    ['bash', '$X'],
    ['sh', 'x -c rm'],
    ['xargs', '-I % rm %'],
    ['find', '. -exec rm'],
  ])('cannot tell what `%s %s` runs', (program, line) => {
    expect(() => innerCommands(program, words(line))).toThrow();
  });
});
