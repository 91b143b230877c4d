import type { JsonValue } from '../../jsonrpc/message.ts';
import { innerCommands } from './wrappers.ts';
import { scanScript } from './scan.ts';
import { Unparsable, unparsable, type ShellWord, type SimpleCommand } from './word.ts';

/** One thing that a script does, in the words of policies. Relative paths in it start at `cwd`. */
export interface ShellAct {
  readonly action: 'shell.exec' | 'shell.env' | 'file.read' | 'file.write' | 'web.fetch';
  readonly args: { readonly [name: string]: JsonValue };
  readonly cwd: string;
}

/** All that a script may do, or why that cannot be told. */
export type ShellReading =
  { readonly kind: 'acts'; readonly acts: readonly ShellAct[] } | { readonly kind: 'unparsable'; readonly why: string };

/** Reads all that a script may do, wherever it begins. Never throws: what cannot be told is said to be so. */
export function readShell(script: string, cwd: string): ShellReading {
  try {
    const reader = new Reader(cwd);
    reader.script(script, 0);
    return { kind: 'acts', acts: reader.acts };
  } catch (error) {
    return { kind: 'unparsable', why: error instanceof Unparsable ? error.message : 'it cannot be read' };
  }
}

/** Far above any script that somebody could judge. */
const MAX_ACTS = 200;
/** In how many folders a command may run, as far as that can be told. */
const MAX_FOLDERS = 8;

class Reader {
  readonly acts: ShellAct[] = [];
  /** Every folder that a command may run in: where a `cd` may fail, or not be reached, the one before counts too. */
  readonly #folders: Set<string>;
  #mayLoop = false;

  constructor(cwd: string) {
    this.#folders = new Set([cwd]);
  }

  script(text: string, depth: number): void {
    this.#mayLoop ||= /\b(?:for|while|until)\b/.test(text);
    for (const command of scanScript(text, depth)) this.#command(command, depth);
  }

  #command({ source, assignments, words, redirections }: SimpleCommand, depth: number): void {
    for (const { name, value } of assignments) this.#act('shell.env', { name, value: jsonOf(value) });
    for (const { does, target } of redirections) {
      if (target.kind === 'expands') unparsable('a redirection in it leads to what only the shell knows');
      // No file: `bash` connects to another machine.
      if (/^\/+dev\/+(?:tcp|udp)\b/.test(target.text)) unparsable('a redirection in it is a connection');
      if (!NOWHERE.has(target.text)) this.#act(does === 'writes' ? 'file.write' : 'file.read', { path: target.text });
    }
    if (words.length > 0) this.#run(words, source, depth);
  }

  #run(words: readonly ShellWord[], source: string, depth: number): void {
    const [first, ...rest] = words;
    if (first?.kind !== 'plain') return unparsable('it runs a program that only the shell knows');
    const program = first.text.replace(STANDARD, '');
    this.#act('shell.exec', { program, argv: rest.map(jsonOf), command: source });
    if (MOVERS.has(program)) this.#move(program, rest);
    if (FETCHERS.has(program)) for (const url of urlsOf(rest)) this.#act('web.fetch', { url });
    for (const inner of innerCommands(program, rest)) {
      if (inner.kind === 'script') this.script(inner.text, depth + 1);
      else if (inner.words.length > 0) this.#run(inner.words, source, depth + 1);
    }
  }

  #move(program: string, words: readonly ShellWord[]): void {
    const [target, more] = words;
    const isPath = target?.kind === 'plain' && /^[^~+-]/.test(target.text) && more === undefined;
    // What stands before it in a loop runs behind it too.
    if (program !== 'cd' || !isPath || this.#mayLoop) return unparsable('it moves to a folder that cannot be told');
    for (const folder of [...this.#folders]) {
      this.#folders.add(target.text.startsWith('/') ? target.text : `${folder}/${target.text}`);
    }
    if (this.#folders.size > MAX_FOLDERS) unparsable('it moves between too many folders');
  }

  #act(action: ShellAct['action'], args: ShellAct['args']): void {
    for (const cwd of this.#folders) this.acts.push({ action, args, cwd });
    if (this.acts.length > MAX_ACTS) unparsable(`it does more than ${MAX_ACTS} things`);
  }
}

/** What only the shell knows is an object, so that nothing that allows by a text can match it. */
function jsonOf(word: ShellWord): JsonValue {
  return word.kind === 'plain' ? word.text : { expands: word.source };
}

const NOWHERE = new Set(['/dev/null', '/dev/stdout', '/dev/stderr', '/dev/stdin', '/dev/tty']);
const MOVERS = new Set(['cd', 'pushd', 'popd', 'chdir']);
/** Folders whose programs are known by their bare names. */
const STANDARD = /^(?:\/usr(?:\/local)?)?\/s?bin\/(?=[^/]+$)/;
const FETCHERS = new Set([
  'curl',
  'wget',
  'http',
  'https',
  'xh',
  'aria2c',
  'lynx',
  'links',
  'w3m',
  'elinks',
  'fetch',
  'GET',
  'POST',
]);

/** What may be fetched: each word that is a URL or may become one; where none is, each that may be a host. */
function urlsOf(words: readonly ShellWord[]): readonly JsonValue[] {
  const urls = words.filter((word) => word.kind === 'expands' || word.text.includes('://'));
  if (urls.length > 0)
    return urls.map((word) => (word.kind === 'plain' ? word.text.replace(/^-[^=]*=/, '') : jsonOf(word)));
  return words.flatMap((word) => (word.kind === 'plain' && !word.text.startsWith('-') ? [`http://${word.text}`] : []));
}
