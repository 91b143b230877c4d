import { printable } from '../jsonrpc/printable.ts';

const MAX_LINES = 20;
const MAX_BYTES = 4096;

/** Remembers the end of a stream of text, for the notice of a death: at most 20 lines and 4 KiB. */
export class LastLines {
  #tail: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): void {
    if (chunk.length >= MAX_BYTES) {
      // A copy: a slice would keep the whole chunk in memory.
      this.#tail = Buffer.from(chunk.subarray(chunk.length - MAX_BYTES));
      return;
    }
    const kept = Math.min(this.#tail.length, MAX_BYTES - chunk.length);
    this.#tail = Buffer.concat([this.#tail.subarray(this.#tail.length - kept), chunk]);
  }

  /** The lines, one below the other, with escape and control characters shown instead of sent. */
  text(): string {
    // Bytes from the server: a character that was cut, or is no UTF-8, becomes U+FFFD.
    const lines = this.#tail.toString('utf8').split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    return lines
      .slice(-MAX_LINES)
      .map((line) => printable(line))
      .join('\n');
  }
}
