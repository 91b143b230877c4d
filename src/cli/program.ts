import { Command, CommanderError, Help, type HelpConfiguration } from 'commander';
import type { LeashCommand } from './command.ts';
import { COMMANDS, EXAMPLES } from './commands/table.ts';
import { EXIT } from './exitCode.ts';
import type { Io } from './output.ts';
import { usageMessage } from './usageMessage.ts';
import { VERSION } from './version.ts';

/** A command that was asked for, with its words, and its options by their long name. */
export interface Choice {
  readonly kind: 'command';
  readonly command: LeashCommand;
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Finds the command that is meant; help, the version and wrong words are answered here, and leave but an exit code. */
export function chooseCommand(
  argv: readonly string[],
  io: Io,
): Choice | { readonly kind: 'answered'; readonly exitCode: number } {
  const chosen: Choice[] = [];
  try {
    programOn(io, (choice) => chosen.push(choice)).parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: 'answered', exitCode: error.exitCode === 0 ? EXIT.ok : EXIT.usage };
  }
  return chosen[0] ?? { kind: 'answered', exitCode: EXIT.usage };
}

type Choose = (choice: Choice) => void;

const EXIT_CODES = `
Exit codes: 0 done; 1 something was found, or is not valid; 2 the words are wrong;
3 something is missing or cannot be read.`;

function programOn(io: Io, choose: Choose): Command {
  const program = inOurWords(new Command('leash'), io)
    .usage('<command> [options]')
    .description('Policies and evidence for the tools of AI agents. The proxy itself is `leash-mcp`.')
    .helpCommand('help [command]', 'show the help of a command')
    .option('--home <dir>', 'where policies, keys and the log live (default: $LEASH_HOME or ~/.leash)')
    .option('--json', 'print JSON, for machines')
    .option('--debug', 'show where in the program an error comes from')
    .version(VERSION, '-V, --version', 'show the version')
    .addHelpText('after', `${examples(EXAMPLES)}\n${EXIT_CODES}`);
  for (const { name, summary, commands } of COMMANDS) {
    if (name === '') for (const command of commands) add(program, command, io, choose);
    else {
      const group = inOurWords(program.command(name), io)
        .usage('<command> [options]')
        .summary(summary)
        .description(sentence(summary))
        .configureHelp({ ...HELP, showGlobalOptions: false })
        .addHelpText('after', examples(commands.flatMap((command) => command.examples.slice(0, 1))));
      for (const command of commands) add(group, command, io, choose);
    }
  }
  return program;
}

function add(parent: Command, command: LeashCommand, io: Io, choose: Choose): void {
  const added = inOurWords(parent.command(command.usage), io)
    .summary(command.summary)
    .description(sentence(command.summary))
    .addHelpText('after', examples(command.examples));
  for (const [flags, description, times] of command.options ?? []) {
    if (times === 'many') added.option(flags, description, gathered);
    else added.option(flags, description);
  }
  added.action((...given: unknown[]) => {
    // Behind the words come the options and the command itself.
    const words = given.slice(0, -2).flat();
    choose({
      kind: 'command',
      command,
      words: words.filter((word) => typeof word === 'string'),
      options: added.optsWithGlobals<Record<string, unknown>>(),
    });
  });
}

function gathered(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** What a list of commands says in a few words, by itself. */
function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

const plain = new Help();

const HELP: HelpConfiguration = {
  showGlobalOptions: true,
  subcommandTerm: (each) => plain.subcommandTerm(each).replace(' [options]', ''),
  styleTitle: (title) => (title === 'Global Options:' ? 'Options of every command:' : title),
};

/** What commander says goes where the rest goes, in the same words; it throws instead of ending the process. */
function inOurWords(command: Command, io: Io): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError()
    .helpOption('-h, --help', 'show this text')
    .configureHelp(HELP)
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      getOutHelpWidth: () => helpWidth(io.outColumns),
      getErrHelpWidth: () => helpWidth(io.errColumns),
      outputError: (text, write) => write(usageMessage(text, pathOf(command))),
    });
}

/** Long lines are hard to read, however wide the terminal is. */
function helpWidth(columns: number | null): number {
  return Math.min(columns ?? 80, 100);
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
