import type { Upstream } from '../../../src/app/runtime.ts';
import type { ServerExit } from '../../../src/edge/child.ts';
import type { ServerListener } from '../../../src/edge/transport.ts';

export interface Asked {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** What a server in memory does with a message: what it says in return, each a message or a line. */
export type Script = (message: Asked) => readonly (object | string)[];

/** A server in memory. */
export function fakeUpstream(script: Script) {
  const asked: Asked[] = [];
  let listener: ServerListener | null = null;
  let leave: (exit: ServerExit) => void = () => undefined;
  const exited = new Promise<ServerExit>((resolve) => (leave = resolve));
  let out: string[] = [];
  const upstream: Upstream = {
    connect: () => ({
      queued: 0,
      listen: (given) => (listener = given),
      send: (line) => out.push(line.toString()),
      flush() {
        const lines = out;
        out = [];
        for (const line of lines) {
          const message = JSON.parse(line) as Asked;
          asked.push(message);
          for (const reply of script(message)) {
            const text = typeof reply === 'string' ? reply : JSON.stringify({ jsonrpc: '2.0', ...reply });
            queueMicrotask(() => listener?.message(Buffer.from(text), {}));
          }
        }
      },
      pause: () => undefined,
      resume: () => undefined,
      discard: () => undefined,
      flushed: () => Promise.resolve(),
      cancel: () => undefined,
      hold: () => undefined,
      finish: () => undefined,
      standalone: () => undefined,
    }),
    exited,
    gone: exited.then(() => undefined),
    shutdown: () => leave({ code: 0, signal: null, stderr: '' }),
    kill: () => leave({ code: null, signal: 'SIGKILL', stderr: '' }),
  };
  return { upstream, asked, die: leave, listener: () => listener };
}
