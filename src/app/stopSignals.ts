import { constants } from 'node:os';

const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export interface StopRequests {
  /** The exit code that says which signal came first; null while none has. */
  readonly exitCode: number | null;
  /** Takes the listeners off. */
  dispose(): void;
}

/** Listens for those who want Leash to end: the first asks, the second insists, whichever signals they are. */
export function onStopSignals(
  emitter: Pick<NodeJS.EventEmitter, 'on' | 'off'>,
  listener: { readonly asked: () => void; readonly insisted: () => void },
): StopRequests {
  let exitCode: number | null = null;
  const stop = (signal: NodeJS.Signals): void => {
    if (exitCode !== null) {
      listener.insisted();
      return;
    }
    exitCode = signalExitCode(signal);
    listener.asked();
  };
  for (const signal of STOP_SIGNALS) emitter.on(signal, stop);
  return {
    get exitCode() {
      return exitCode;
    },
    dispose() {
      for (const signal of STOP_SIGNALS) emitter.off(signal, stop);
    },
  };
}

/** What a shell reports of a process that a signal ended. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
