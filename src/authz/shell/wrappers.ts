import { unparsable, type ShellWord } from './word.ts';

/** What a program that runs others runs. */
export type Inner =
  | { readonly kind: 'command'; readonly words: readonly ShellWord[] }
  | { readonly kind: 'script'; readonly text: string };

/** The commands that a command hands to be run; a program that runs others in a way that cannot be told is unparsable. */
export function innerCommands(program: string, words: readonly ShellWord[]): readonly Inner[] {
  if (SHELLS.has(program)) return scriptOf(words);
  if (program === 'eval') return [{ kind: 'script', text: words.map(plain).join(' ') }];
  if (program === 'find') return found(words);
  const wrapper = WRAPPERS.get(program);
  return wrapper === undefined ? [] : [{ kind: 'command', words: wrapped(wrapper, words) }];
}

const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'mksh', 'ash']);

/** How a program that runs another names it: behind its own options, and so many words of its own. */
interface Wrapper {
  /** Options that take the next word with them. */
  readonly valued: readonly string[];
  /** Options that stand alone; any other one is unparsable. */
  readonly flags: readonly string[];
  /** Words of its own before the command. */
  readonly own?: number;
  /** Whether `NAME=value` may stand before the command. */
  readonly assigns?: boolean;
  /** Whether it puts more words behind it. */
  readonly appends?: boolean;
}

const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  [
    'sudo',
    { valued: ['-u', '-g', '-h', '-p', '-C', '-T'], flags: ['-n', '-E', '-H', '-S', '-k', '-b', '--'], assigns: true },
  ],
  ['doas', { valued: ['-u', '-C'], flags: ['-n', '--'] }],
  ['env', { valued: ['-u'], flags: ['-i', '-0', '-v', '--'], assigns: true }],
  ['nice', { valued: ['-n'], flags: ['--'] }],
  ['ionice', { valued: ['-c', '-n'], flags: ['-t', '--'] }],
  ['busybox', { valued: [], flags: [] }],
  ['toybox', { valued: [], flags: [] }],
  ['nohup', { valued: [], flags: ['--'] }],
  ['setsid', { valued: [], flags: ['-c', '-f', '-w', '--'] }],
  ['stdbuf', { valued: ['-i', '-o', '-e'], flags: ['-oL', '-eL', '-o0', '-e0', '-i0', '--'] }],
  ['timeout', { valued: ['-k', '-s'], flags: ['--foreground', '--preserve-status', '-v', '--'], own: 1 }],
  ['time', { valued: ['-f', '-o'], flags: ['-p', '-v', '-a', '--'] }],
  ['command', { valued: [], flags: ['-p', '-v', '-V', '--'] }],
  ['builtin', { valued: [], flags: ['--'] }],
  ['exec', { valued: ['-a'], flags: ['-c', '-l', '--'] }],
  ['unbuffer', { valued: [], flags: ['-p'] }],
  ['caffeinate', { valued: ['-t', '-w'], flags: ['-d', '-i', '-m', '-s', '-u'] }],
  [
    'xargs',
    {
      valued: ['-n', '-P', '-I', '-L', '-d', '-s', '-E', '-a'],
      flags: ['-0', '-r', '-t', '-x', '--null', '--no-run-if-empty', '--verbose', '--'],
      appends: true,
    },
  ],
]);

function wrapped(
  { valued, flags, own = 0, assigns = false, appends = false }: Wrapper,
  words: readonly ShellWord[],
): readonly ShellWord[] {
  const rest = [...words];
  for (;;) {
    const text = rest[0] === undefined ? '' : plain(rest[0]);
    if (assigns && /^[A-Za-z_]\w*=/.test(text)) unparsable('it sets variables for a program');
    if (!text.startsWith('-')) break;
    const isJoined = valued.some(
      (option) => text.startsWith(option) && text.length > option.length && !option.startsWith('--'),
    );
    if (!flags.includes(text) && !valued.includes(text) && !isJoined)
      unparsable('it runs a program with options that are not known');
    const replaced = text === '-I' ? rest[1] : undefined;
    if (replaced !== undefined && plain(replaced) !== '{}') unparsable('it puts what it reads in an odd place');
    if (/^-I./.test(text) && text !== '-I{}') unparsable('it puts what it reads in an odd place');
    rest.splice(0, valued.includes(text) ? 2 : 1);
    if (text === '--') break;
  }
  rest.splice(0, own);
  if (!appends || rest.length === 0) return rest;
  // `-I {}` puts what is read wherever the braces stand.
  const read = rest.map((word): ShellWord =>
    plain(word).includes('{}') ? { kind: 'expands', source: plain(word) } : word,
  );
  return [...read, { kind: 'expands', source: 'what xargs reads' }];
}

/** `sh -c SCRIPT`; a script in a file, or from the standard input, is a program like any other. */
function scriptOf(words: readonly ShellWord[]): readonly Inner[] {
  const at = words.findIndex((word) => word.kind === 'expands' || !/^[-+]/.test(word.text));
  const options = (at === -1 ? words : words.slice(0, at)).map(plain);
  const isScript = options.some((option) => /^-[A-Za-z]*c/.test(option) || option === '--command');
  if (!isScript) {
    const isSure = words.every((word) => word.kind === 'plain' && !/^-[A-Za-z]*c$|^--command/.test(word.text));
    return isSure ? [] : unparsable('it may hand a script to a shell');
  }
  // Options that take a word of their own, such as `-o`, would stand between.
  if (options.some((option) => !/^-[ceulxinfvabhmpBCEHPT]+$/.test(option)))
    unparsable('it runs a shell with options that are not known');
  const script = at === -1 ? undefined : words[at];
  return script === undefined ? [] : [{ kind: 'script', text: plain(script) }];
}

/** `find ... -exec COMMAND {} ;`, where only the shell knows what is found. */
function found(words: readonly ShellWord[]): readonly Inner[] {
  const inner: Inner[] = [];
  let command: ShellWord[] | null = null;
  for (const word of words) {
    const text = word.kind === 'plain' ? word.text : null;
    if (command === null) {
      if (text !== null && ['-exec', '-execdir', '-ok', '-okdir'].includes(text)) command = [];
    } else if (text === ';' || (text === '+' && command.at(-1)?.kind === 'expands')) {
      inner.push({ kind: 'command', words: command });
      command = null;
    } else command.push(text?.includes('{}') === true ? { kind: 'expands', source: text } : word);
  }
  if (command !== null) unparsable('it has a `find` whose command does not end');
  return inner;
}

function plain(word: ShellWord): string {
  return word.kind === 'plain' ? word.text : unparsable('it hands on what only the shell knows');
}
