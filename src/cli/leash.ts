import { LeashError } from '../errors.ts';
import { describeError } from './describeError.ts';
import { EXIT, exitCodeOf } from './exitCode.ts';
import { outputOn, type Io } from './output.ts';
import { chooseCommand, type Choice } from './program.ts';

/** The program `leash`: runs one command and returns its exit code; `signal` interrupts it. Never throws. */
export async function leash(argv: readonly string[], io: Io, signal: AbortSignal): Promise<number> {
  try {
    const choice = chooseCommand(argv, io);
    return choice.kind === 'answered' ? choice.exitCode : await run(choice, io, signal);
  } catch (error) {
    io.err(describeError(error, argv.includes('--debug')));
    return exitCodeOf(error instanceof LeashError ? error.code : null);
  }
}

async function run({ command, words, options }: Choice, io: Io, signal: AbortSignal): Promise<number> {
  const running = command.run({
    words,
    options,
    home: typeof options['home'] === 'string' ? options['home'] : null,
    output: outputOn(io, options['json'] === true),
    signal: AbortSignal.any([signal, io.unread]),
  });
  if (command.isEndless === true) return running;
  const exitCode = await Promise.race([running, interrupted(signal)]);
  // What was drawn last stays; the prompt goes below it.
  if (exitCode === EXIT.interrupted && io.errColumns !== null) io.err('\n');
  return exitCode;
}

function interrupted(signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(EXIT.interrupted);
    signal.addEventListener('abort', () => resolve(EXIT.interrupted), { once: true });
  });
}
