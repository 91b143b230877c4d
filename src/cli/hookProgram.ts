import { writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { askResident } from '../app/hook/askResident.ts';
import { HOOK_NAMES, isHookName } from '../app/hook/names.ts';
import { printable } from '../jsonrpc/printable.ts';
import type { Answered } from './hookHere.ts';

/** How a hook is set up. */
export interface HookSetup {
  /** One of `HOOK_NAMES`. */
  readonly client: string;
  readonly home: string | null;
  readonly policy: readonly string[];
  readonly agent: string | null;
  /** Whether what Leash allows is not asked about by the client any more. */
  readonly approves: boolean;
  /** The file of this program, where a resident may answer and be started; else null. */
  readonly resident: string | null;
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
 * Never throws: a client goes on where a hook fails in a way that it does not know. `program` is the file of this program;
 * null where no process may be started from it.
 */
export async function hookProgram(
  argv: readonly string[],
  streams: HookStreams,
  program: string | null,
): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        home: { type: 'string' },
        policy: { type: 'string', multiple: true },
        agent: { type: 'string' },
        approve: { type: 'boolean' },
        'no-resident': { type: 'boolean' },
        resident: { type: 'boolean' },
        stop: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
    const { home = null, policy = [], agent = null, approve = false, stop, json, resident: stays } = values;
    const [client, ...more] = positionals;
    if (client === undefined && stop === true) {
      const { stopHooks } = await import('./residentProgram.ts');
      return await stopHooks(home, { out: streams.out, isJson: json === true });
    }
    if (client === undefined && stays === true && program !== null) {
      const { answerHooks } = await import('./residentProgram.ts');
      return await answerHooks({ home, policy, program });
    }
    if (client === undefined || !isHookName(client) || more.length > 0 || [stop, stays, json].includes(true)) {
      throw new Error(`a hook is for one of ${HOOK_NAMES.join(', ')}`);
    }
    const resident = values['no-resident'] === true ? null : program;
    return await answerHook({ client, home, policy, agent, approves: approve, resident }, streams);
  } catch (error) {
    streams.err(`leash hook: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    return BLOCKED;
  }
}

/** A client that waits longer may go on without an answer. */
const MAX_MS = 20_000;

/** Answers one call of a client, and returns the exit code once the answer is written and the log is closed. */
export async function answerHook(setup: HookSetup, { input, out, err }: HookStreams): Promise<number> {
  const warn = (message: string): void => err(`leash hook: ${printable(message)}\n`);
  const { text, after } = await inTime(setup, () => answerTo(setup, input, warn));
  out(`${text}\n`);
  await after().catch((error: unknown) => warn(String(error)));
  return 0;
}

async function answerTo(setup: HookSetup, input: Readable, warn: (message: string) => void): Promise<Answered> {
  const { client, home, policy, agent, approves, resident } = setup;
  const bytes = await readAll(input);
  if (resident !== null) {
    const answer = await askResident({ home, policy, program: resident, client, agent, approves, input: bytes });
    for (const warning of answer?.warnings ?? []) warn(warning);
    if (answer !== null) return { text: answer.text, after: () => Promise.resolve() };
  }
  const { decideHere } = await import('./hookHere.ts');
  return decideHere(setup, bytes, warn);
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

async function inTime(setup: HookSetup, work: () => Promise<Answered>): Promise<Answered> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), MAX_MS);
  });
  try {
    const answered = await Promise.race([work(), late]);
    if (answered !== null) return answered;
  } finally {
    clearTimeout(timer);
  }
  const { denyHere } = await import('./hookHere.ts');
  return denyHere(setup, `Leash denied this: it could not decide within ${MAX_MS / 1000} s`);
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
