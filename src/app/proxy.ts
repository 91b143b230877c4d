import { systemClock } from '../edge/clock.ts';
import { openDiagnostics } from '../edge/diagnostics.ts';
import { openClientStdio } from '../edge/stdio.ts';
import { startChild } from './childUpstream.ts';
import type { SessionOptions } from './openSession.ts';
import { runProxy } from './runtime.ts';

/** What `leash-mcp` runs. */
export interface ProxyCommand extends Omit<SessionOptions, 'alert' | 'tell'> {
  readonly command: string;
  readonly args: readonly string[];
  /** `error` says only what stops the proxy, `warn` what a person should know, `info` each decision too. */
  readonly logLevel: 'error' | 'warn' | 'info';
}

/** Runs a server behind Leash on this process's stdin and stdout; returns the exit code. */
export function runStdioProxy(options: ProxyCommand): Promise<number> {
  const diagnostics = openDiagnostics();
  const quiet = options.logLevel === 'error';
  const alert = (message: string): void => {
    if (!quiet) diagnostics.warn(message);
  };
  const { command, args } = options;
  return runProxy({
    startUpstream: () => startChild({ command, args, environment: process.env, diagnostics }),
    client: openClientStdio(),
    diagnostics: { ...diagnostics, warn: alert },
    clock: systemClock,
    signals: process,
    async openSession() {
      // The server boots meanwhile: it was started before this is loaded.
      const { openSession } = await import('./openSession.ts');
      return openSession({ ...options, alert, tell: options.logLevel === 'info' ? alert : null });
    },
  });
}
