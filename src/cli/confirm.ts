import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';

/** Where a person answers: the process's own streams, or a test's. */
export interface Person {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
}

/**
 * Asks a person a question to be answered by yes or no; whatever is not clearly yes is no. Null where nobody is there to be
 * asked: no terminal, so no answer that a program makes up counts.
 */
export async function confirm(
  question: string,
  { input, output }: Person,
  signal?: AbortSignal,
): Promise<boolean | null> {
  if (input.isTTY !== true) return null;
  const lines = createInterface({ input, output, terminal: false });
  try {
    // The end of the input is no answer.
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    const asked =
      signal === undefined ? lines.question(`${question} [y/N] `) : lines.question(`${question} [y/N] `, { signal });
    const answer = await Promise.race([asked, ended]);
    return /^\s*y(?:es)?\s*$/i.test(answer);
  } finally {
    lines.close();
  }
}
