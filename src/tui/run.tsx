import { render } from 'ink';
import { Dashboard } from './Dashboard.tsx';
import type { Size } from './model.ts';
import type { DashboardSource } from './source.ts';
import { openStore } from './store.ts';
import { enterTerminal } from './terminal.ts';

export interface RunOptions {
  readonly source: DashboardSource;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly colour: boolean;
  readonly bell: boolean;
  readonly signal: AbortSignal;
}

/** Shows the dashboard until somebody leaves it, or it is ended. Whatever happens, the terminal is given back first. */
export async function runDashboard({ source, stdin, stdout, colour, bell, signal }: RunOptions): Promise<void> {
  let end: () => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = (error) => reject(error instanceof Error ? error : new Error(String(error)));
  });
  const terminal = enterTerminal(stdout, stdin);
  const store = openStore({ source, size: sizeOf(stdout), bell, now: Date.now, quit: end, ring: terminal.ring });
  const endings: (() => void)[] = [terminal.leave, store.close];
  try {
    const ink = render(<Dashboard store={store} colour={colour} />, {
      stdout: terminal.canvas,
      stdin,
      exitOnCtrlC: false,
      // Each render is written as a whole frame, which the canvas draws.
      debug: true,
      patchConsole: false,
    });
    endings.unshift(ink.unmount);
    ink.waitUntilExit().then(end, fail);
    const resized = (): void => {
      terminal.forget();
      store.dispatch({ type: 'resized', size: sizeOf(stdout) });
    };
    stdout.on('resize', resized);
    endings.push(() => stdout.off('resize', resized));
    endings.push(...ENDINGS.map((name) => listening(name, end)));
    // The reason is told by whoever called, once the terminal can show it.
    process.once('uncaughtException', fail);
    process.once('unhandledRejection', fail);
    endings.push(() => process.off('uncaughtException', fail).off('unhandledRejection', fail));
    stdin.once('end', end);
    endings.push(() => stdin.off('end', end));
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    await ended;
  } finally {
    for (const each of endings) each();
    stdin.pause();
  }
}

const ENDINGS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

function listening(name: NodeJS.Signals, act: () => void): () => void {
  process.on(name, act);
  return () => process.off(name, act);
}

/** Where a terminal does not say how large it is. */
const USUAL: Size = { columns: 80, rows: 24 };

function sizeOf({ columns, rows }: NodeJS.WriteStream): Size {
  return columns > 0 && rows > 0 ? { columns, rows } : USUAL;
}
