import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { assertUnlocked, isLocked } from '../app/unlock.ts';
import { ownHomeAt } from '../app/place.ts';
import { flag, usageError, type Invocation } from './command.ts';

/** What a command takes that may need the passphrase. There is no variable for it: whatever it starts would inherit that. */
export const STDIN_OPTION = [
  '--stdin',
  'read the passphrase, where one is set, from standard input instead of the terminal',
] as const;

/** Where a passphrase is typed: the process's own streams, or a test's. */
export interface Typist {
  readonly input: Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };
  readonly output: Writable;
}

/** The passphrase, where the home asks for one; null where it asks for none. */
export async function passphraseFor(invocation: Invocation): Promise<string | null> {
  if (!(await isLocked(ownHomeAt(invocation.home)))) return null;
  const [passphrase] = await passphrases(invocation, ['passphrase']);
  return passphrase ?? null;
}

/** Goes on only where the home asks for no passphrase, or it is given now. Throws `ERR_PASSPHRASE` for a wrong one. */
export async function haveUnlocked(invocation: Invocation, what: string): Promise<void> {
  const given = await passphraseFor(invocation);
  if (given !== null) await assertUnlocked(ownHomeAt(invocation.home), { given, what, by: 'cli' });
}

/** Has some passphrases typed, or reads them from standard input, a line each. Throws `ERR_USAGE` where nobody can be asked. */
export async function passphrases(invocation: Invocation, labels: readonly string[]): Promise<readonly string[]> {
  const { stdin: input, stderr: output } = process;
  if (flag(invocation, 'stdin')) return firstLines(input, labels.length);
  const typed: string[] = [];
  for (const label of labels) typed.push(await typedSecret(label, { input, output }, invocation.signal));
  return typed;
}

/** Reads a line from a terminal that shows nothing of it. */
export function typedSecret(label: string, { input, output }: Typist, signal: AbortSignal): Promise<string> {
  if (input.isTTY !== true || input.setRawMode === undefined) {
    return Promise.reject(
      usageError('a passphrase is set, and there is no terminal to ask for it: pass it on standard input with --stdin'),
    );
  }
  return new Promise((resolve, reject) => {
    let text = '';
    const end = (done: () => void): void => {
      input.off('data', take);
      signal.removeEventListener('abort', give);
      input.setRawMode?.(false);
      input.pause();
      output.write('\n');
      done();
    };
    const give = (): void => end(() => reject(usageError('nothing was typed')));
    const take = (chunk: Buffer | string): void => {
      // What a paste brings at once ends with its first line.
      for (const letter of String(chunk)) {
        if (letter === '\r' || letter === '\n') {
          end(() => resolve(text));
          return;
        }
        if (letter === '\u0003' || letter === '\u0004') {
          give();
          return;
        }
        if (letter === '\u007f' || letter === '\b') text = text.replace(/[^]$/u, '');
        else if (letter === '\u0015') text = '';
        else if (letter >= ' ') text += letter;
      }
    };
    signal.addEventListener('abort', give, { once: true });
    output.write(`${label}: `);
    input.setRawMode?.(true);
    input.on('data', take);
    input.resume();
  });
}

/** The first lines of a stream; those that are missing are empty. */
export async function firstLines(input: Readable, count: number): Promise<readonly string[]> {
  const lines: string[] = [];
  const reader = createInterface({ input, terminal: false, crlfDelay: Infinity });
  for await (const line of reader) {
    lines.push(line);
    if (lines.length === count) break;
  }
  reader.close();
  return [...lines, ...new Array<string>(count - lines.length).fill('')];
}
