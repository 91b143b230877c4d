import { writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { HOOK_CLIENTS, type HookClient } from '../app/hook/clients.ts';
import { runHook, type HookResult } from '../app/hook/runHook.ts';
import { printable } from '../jsonrpc/printable.ts';

/** How a hook is set up. */
export interface HookSetup {
  readonly client: HookClient;
  readonly home: string | null;
  readonly policy: readonly string[];
  readonly agent: string | null;
  /** Whether what Leash allows is not asked about by the client any more. */
  readonly approves: boolean;
}

/** Where a hook reads and writes. */
export interface HookStreams {
  readonly input: Readable;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** The exit code that every client takes for a denial, whatever is printed. */
const BLOCKED = 2;

/**
 * `leash hook` without the rest of the program, which takes longer to load than a call should wait. Returns the exit code.
 * Never throws: a client goes on where a hook fails in a way that it does not know.
 */
export async function hookProgram(argv: readonly string[], streams: HookStreams): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        home: { type: 'string' },
        policy: { type: 'string', multiple: true },
        agent: { type: 'string' },
        approve: { type: 'boolean' },
      },
    });
    const client = HOOK_CLIENTS.get(positionals[0] ?? '');
    if (client === undefined || positionals.length > 1) {
      throw new Error(`a hook is for one of ${[...HOOK_CLIENTS.keys()].join(', ')}`);
    }
    const { home = null, policy = [], agent = null, approve = false } = values;
    return await answerHook({ client, home, policy, agent, approves: approve }, streams);
  } catch (error) {
    streams.err(`leash hook: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    return BLOCKED;
  }
}

/** A client that waits longer may go on without an answer. */
const MAX_MS = 20_000;

/** Answers one call of a client, and returns the exit code once the answer is written and the log is closed. */
export async function answerHook(setup: HookSetup, { input, out, err }: HookStreams): Promise<number> {
  const { client, approves } = setup;
  const warn = (message: string): void => err(`leash hook: ${printable(message)}\n`);
  const { verdict, close } = await inTime(readAll(input).then((bytes) => runHook(bytes, { ...setup, warn })));
  out(`${JSON.stringify(client.answer(verdict, approves))}\n`);
  await close().catch((error: unknown) => warn(String(error)));
  return 0;
}

/** Longest call that is read. */
const MAX_BYTES = 16 * 1024 * 1024;

async function readAll(input: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new Error(`the client sent more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function inTime(work: Promise<HookResult>): Promise<HookResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<HookResult>((resolve) => {
    const reason = `Leash denied this: it could not decide within ${MAX_MS / 1000} s`;
    timer = setTimeout(() => resolve({ verdict: { verdict: 'deny', reason }, close: () => Promise.resolve() }), MAX_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The streams of this process: what is written has left it when the call returns. */
export function hookStreams(): HookStreams {
  return {
    input: process.stdin,
    out: (text) => void writeSync(1, text),
    err: (text) => {
      try {
        writeSync(2, text);
      } catch {
        // Nobody reads it.
      }
    },
  };
}
