import { effectOn } from './effectsObjects.ts';
import { verbOf } from './effectsVerbs.ts';
import type { Parameter } from './parameters.ts';
import type { EffectKind } from './report.ts';
import { wordsOf } from './words.ts';

/** What the arguments of a tool say that it does. */
export interface SchemaReading {
  /** Modes that the caller picks by name: `action: create | delete`. */
  readonly modes: ReadonlyMap<string, EffectKind>;
  /** The argument that is handed to an interpreter; `free` where its name leaves no other reading. */
  readonly program: { readonly name: string; readonly free: boolean } | null;
  /** The argument that says where a result is put. */
  readonly savesTo: string | null;
}

/** Reads modes and programs among the arguments. */
export function readSchema(parameters: readonly Parameter[]): SchemaReading {
  const modes = new Map<string, EffectKind>();
  for (const parameter of parameters) {
    if (parameter.path.length > 1 || !MODE_NAMES.has(parameter.name.toLowerCase())) continue;
    for (const choice of parameter.choices) {
      const effect = effectOfChoice(choice);
      if (effect !== null && !modes.has(choice)) modes.set(choice, effect);
    }
  }
  const programs = parameters.filter(isText).map(({ name, words }) => ({ name, kind: programKind(words.join(' ')) }));
  const free = programs.find(({ kind }) => kind === 'free');
  const maybe = free ?? programs.find(({ kind }) => kind === 'maybe');
  return {
    modes,
    program: maybe === undefined ? null : { name: maybe.name, free: maybe === free },
    savesTo: parameters.find(({ words }) => PLACES.has(words.join(' ')))?.name ?? null,
  };
}

const MODE_NAMES: ReadonlySet<string> = new Set([
  ...['action', 'operation', 'op', 'mode', 'command', 'cmd', 'method', 'verb', 'subcommand', 'event_action'],
]);

function effectOfChoice(choice: string): EffectKind | null {
  const words = wordsOf(choice);
  for (const [index, word] of words.entries()) {
    const verb = verbOf(word);
    if (verb === undefined || verb.certainty === 'sometimes') continue;
    return effectOn(word, verb.effect, words.slice(index + 1));
  }
  return null;
}

const PLACES: ReadonlySet<string> = new Set([
  ...['save path', 'save to', 'save dir', 'output path', 'output file', 'output dir', 'output directory', 'out file'],
  ...['download path', 'download dir', 'destination path', 'dest path', 'export path', 'outfile', 'outdir', 'out dir'],
]);

/** A list of what is allowed is no program. */
function isText({ types, choices }: Parameter): boolean {
  return choices.length === 0 && (types.length === 0 || types.includes('string') || types.includes('array'));
}

const FREE: ReadonlySet<string> = new Set([
  ...['command', 'commands', 'cmd', 'shell command', 'shellcommand', 'bash', 'command line', 'commandline'],
  ...['shell', 'bash command', 'cli command', 'terminal command', 'cmdline'],
]);
const MAYBE: ReadonlySet<string> = new Set([
  ...['code', 'script', 'sql', 'javascript', 'js', 'python', 'source code', 'expression', 'sql query', 'statement'],
  ...['python code', 'js code', 'eval', 'lua', 'statements', 'program', 'snippet', 'function', 'raw sql'],
]);

function programKind(name: string): 'free' | 'maybe' | null {
  return FREE.has(name) ? 'free' : MAYBE.has(name) ? 'maybe' : null;
}
