import type { Writable } from 'node:stream';
import { EXIT } from './exitCode.ts';
import type { Io } from './output.ts';

/** The parts of a process that a command touches. */
export interface ProcessStreams {
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The process as a command sees it. */
export interface ProcessIo extends Io {
  /** Waits until all is written. Returns the command's exit code, or another one where its result was lost. */
  finish(exitCode: number): Promise<number>;
}

/** Where terminals do not say how wide they are. */
const COLUMNS = 80;

/**
 * Writes to a process's own streams. A reader that leaves early, such as `head`, is no error: the command goes on, so that
 * its exit code stays true, and writes nowhere. Any other failure, such as a full disk, is told and changes the exit code.
 */
export function processIo({ stdout, stderr, env }: ProcessStreams): ProcessIo {
  const outColumns = columnsOf(stdout);
  const gone = new AbortController();
  let failure: Error | null = null;
  let unwritten = 0;
  let written: () => void = () => undefined;
  const failed = (error: Error): void => {
    if (!isReaderGone(error, outColumns !== null)) failure ??= error;
    gone.abort();
    written();
  };
  stdout.on('error', failed);
  // There is nobody left to tell.
  stderr.on('error', () => undefined);
  const drained = async (): Promise<void> => {
    if (unwritten > 0 && !gone.signal.aborted) await new Promise<void>((resolve) => (written = resolve));
  };
  return {
    out(text) {
      if (gone.signal.aborted) return;
      unwritten += 1;
      stdout.write(text, () => {
        unwritten -= 1;
        if (unwritten === 0) written();
      });
    },
    err: (text) => void stderr.write(text),
    outColumns,
    errColumns: columnsOf(stderr),
    env,
    unread: gone.signal,
    drained,
    async finish(exitCode) {
      await drained();
      // A failed write calls back before its error is emitted.
      await new Promise((resolve) => setImmediate(resolve));
      if (failure === null) return exitCode;
      stderr.write(`leash: the output could not be written (${failure.message})\n`);
      return exitCode === EXIT.ok ? EXIT.environment : exitCode;
    },
  };
}

function columnsOf({ isTTY, columns }: ProcessStreams['stdout']): number | null {
  if (isTTY !== true) return null;
  return columns === undefined || columns < 1 ? COLUMNS : columns;
}

/** EIO is a terminal that hung up, and otherwise a disk that fails. */
function isReaderGone(error: Error, isTerminal: boolean): boolean {
  const code = 'code' in error ? error.code : null;
  return code === 'EPIPE' || code === 'ECONNRESET' || (code === 'EIO' && isTerminal);
}
