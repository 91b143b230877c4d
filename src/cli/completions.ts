import type { CommandGroup, LeashCommand } from './command.ts';

/** The shells that words are completed for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script that teaches a shell the words of `leash`, made from the table of its commands. */
export function completionScript(shell: Shell, groups: readonly CommandGroup[]): string {
  const states = statesOf(groups);
  return `${WRITERS[shell](states).join('\n')}\n`;
}

/** What can follow some words. */
interface State {
  /** The words, as `policy add`; empty at the start. */
  readonly after: string;
  readonly words: readonly { readonly word: string; readonly about: string }[];
  readonly options: readonly { readonly word: string; readonly about: string }[];
}

const EVERYWHERE = [
  { word: '--home', about: 'where policies, keys and the log live' },
  { word: '--json', about: 'print JSON, for machines' },
  { word: '--help', about: 'show the help' },
];

function statesOf(groups: readonly CommandGroup[]): readonly State[] {
  const named = groups.filter(({ name }) => name !== '');
  const top = groups.filter(({ name }) => name === '').flatMap(({ commands }) => commands);
  return [
    {
      after: '',
      words: [...top.map(wordOf), ...named.map(({ name, summary }) => ({ word: name, about: summary }))],
      options: [...EVERYWHERE, { word: '--version', about: 'show the version' }],
    },
    ...top.map((command) => stateOf('', command)),
    ...named.flatMap(({ name, commands }) => [
      { after: name, words: commands.map(wordOf), options: EVERYWHERE },
      ...commands.map((command) => stateOf(`${name} `, command)),
    ]),
  ];
}

function nameOf({ usage }: LeashCommand): string {
  return usage.split(' ')[0] ?? '';
}

function wordOf(command: LeashCommand): State['words'][number] {
  return { word: nameOf(command), about: command.summary };
}

function stateOf(before: string, command: LeashCommand): State {
  const own = (command.options ?? []).map(([flags, about]) => ({ word: /--[\w-]+/.exec(flags)?.[0] ?? '', about }));
  // `completion <bash|zsh|fish>` says what it takes.
  const [, choices = ''] = /<([\w-]+(?:\|[\w-]+)+)>/.exec(command.usage) ?? [];
  const words = choices === '' ? [] : choices.split('|').map((word) => ({ word, about: '' }));
  return { after: `${before}${nameOf(command)}`, words, options: [...own, ...EVERYWHERE] };
}

const WRITERS: Readonly<Record<Shell, (states: readonly State[]) => readonly string[]>> = { bash, zsh, fish };

function bash(states: readonly State[]): readonly string[] {
  return [
    '# bash completion of leash: source <(leash completion bash)',
    '_leash() {',
    '  local cur="${COMP_WORDS[COMP_CWORD]}" key="" next word words=""',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    ...findKey(states),
    '  done',
    ...pickWords(states),
    '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
    '}',
    // Where no word fits, a file may.
    'complete -o default -F _leash leash',
  ];
}

function zsh(states: readonly State[]): readonly string[] {
  return [
    '#compdef leash',
    '# zsh completion of leash: source <(leash completion zsh)',
    '_leash() {',
    '  local cur="${words[CURRENT]}" key="" next word given=""',
    '  for word in "${(@)words[2,CURRENT-1]}"; do',
    ...findKey(states),
    '  done',
    ...pickWords(states, 'given'),
    '  compadd -- ${=given}',
    '  [[ $cur == -* ]] || _files',
    '}',
    'compdef _leash leash',
  ];
}

/** Follows the words as far as they are commands; what comes behind is an argument. */
function findKey(states: readonly State[]): readonly string[] {
  const keys = states.flatMap(({ after }) => (after === '' ? [] : [`"${after}"`]));
  return [
    '    next="${key:+$key }$word"',
    '    case "$next" in',
    `      ${keys.join('|')}) key="$next" ;;`,
    '    esac',
  ];
}

function pickWords(states: readonly State[], variable = 'words'): readonly string[] {
  return [
    '  case "$key" in',
    ...states.map(({ after, words, options }) => {
      const given = words.map(({ word }) => word).join(' ');
      const dashed = options.map(({ word }) => word).join(' ');
      return `    "${after}") ${variable}="${given}"; [[ $cur == -* ]] && ${variable}="${dashed}" ;;`;
    }),
    '  esac',
  ];
}

function fish(states: readonly State[]): readonly string[] {
  return [
    '# fish completion of leash: leash completion fish | source',
    'function __leash_key',
    "  set -l key ''",
    '  for word in (commandline -opc)[2..]',
    '    set -l next (string trim -- "$key $word")',
    `    contains -- "$next" ${states.flatMap(({ after }) => (after === '' ? [] : [quoted(after)])).join(' ')}`,
    '    and set key "$next"',
    '  end',
    '  echo "$key"',
    'end',
    ...states.flatMap(({ after, words, options }) => {
      const when = `complete -c leash -n ${quoted(`test "$(__leash_key)" = "${after}"`)}`;
      return [
        ...words.map(({ word, about }) => `${when} -f -a ${quoted(word)} -d ${quoted(about)}`),
        ...options.map(({ word, about }) => `${when} -l ${quoted(word.slice(2))} -d ${quoted(about)}`),
      ];
    }),
  ];
}

/** Inside single quotes fish reads only these two in another way. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
