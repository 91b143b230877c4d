import { onStopSignals } from '../app/stopSignals.ts';
import { EXIT } from './exitCode.ts';
import { leash } from './leash.ts';
import { processIo } from './processIo.ts';

/** Runs the program `leash` as this process, up to its exit code. */
export async function runLeash(process: NodeJS.Process): Promise<void> {
  const stop = new AbortController();
  const requests = onStopSignals(process, {
    asked: () => stop.abort(),
    insisted: () => process.exit(requests.exitCode ?? EXIT.interrupted),
  });
  const io = processIo(process);
  process.exitCode = await io.finish(await leash(process.argv.slice(2), io, stop.signal));
  // What was interrupted still runs.
  if (process.exitCode === EXIT.interrupted) process.exit(requests.exitCode ?? EXIT.interrupted);
  requests.dispose();
}
