import { Command, CommanderError } from 'commander';
import { LeashError } from '../errors.ts';
import { printable } from '../jsonrpc/printable.ts';
import type { LeashCommand } from './command.ts';
import { COMMANDS } from './commands/table.ts';
import { EXIT, exitCodeOf } from './exitCode.ts';
import { outputOn, type Io } from './output.ts';
import { VERSION } from './version.ts';

/** The program `leash`: runs one command and returns its exit code. Never throws. */
export async function leash(argv: readonly string[], io: Io, signal: AbortSignal): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = quiet(new Command('leash'), io)
    .description('Policies and evidence for the tools of AI agents. The proxy itself is `leash-mcp`.')
    .version(VERSION, '-V, --version', 'show the version');
  for (const [group, { summary, commands }] of COMMANDS) {
    const parent = group === '' ? program : quiet(program.command(group), io).description(summary);
    for (const command of commands) {
      add(parent, command, io, signal, (code) => {
        exitCode = code;
      });
    }
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return failed(error, argv, io);
  }
}

function add(parent: Command, command: LeashCommand, io: Io, signal: AbortSignal, done: (code: number) => void): void {
  const added = quiet(parent.command(command.usage), io).description(command.summary);
  for (const [flags, description] of command.options ?? []) added.option(flags, description);
  added
    .option('--home <dir>', 'where policies, keys and the log live (default: $LEASH_HOME or ~/.leash)')
    .option('--json', 'print JSON, for machines')
    .option('--debug', 'print the stack of an error')
    .addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  ${line}`).join('\n')}`)
    .action(async (...given: unknown[]) => {
      const options = added.opts<Record<string, unknown>>();
      const home = typeof options['home'] === 'string' ? options['home'] : null;
      const words = given
        .slice(0, -2)
        .flat()
        .filter((word) => typeof word === 'string');
      done(await command.run({ words, options, home, output: outputOn(io, options['json'] === true), signal }));
    });
}

/** Errors are thrown instead of ending the process, and what commander says goes where the rest goes. */
function quiet(command: Command, io: Io): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError()
    .helpOption('-h, --help', 'show this text')
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: (text, write) => write(text.replace(/^error: /, 'leash: ')),
    });
}

function failed(error: unknown, argv: readonly string[], io: Io): number {
  // Commander has said what is wrong already; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const message = error instanceof Error ? error.message : String(error);
  io.err(
    `leash: ${message
      .split('\n')
      .map((line) => printable(line))
      .join('\n')}\n`,
  );
  if (argv.includes('--debug') && error instanceof Error) io.err(`${error.stack ?? ''}\n`);
  return exitCodeOf(error instanceof LeashError ? error.code : null);
}
