import { Buffer } from 'node:buffer';

const NOTHING = Buffer.alloc(0);
const SMALLEST = 1024;

/**
 * Bytes that come in pieces, in one buffer that doubles as it grows: linear in the bytes, and a piece costs its bytes
 * and no more, be there millions of them.
 */
export class GatheredBytes {
  #buffer = NOTHING;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Copies a piece in: its owner may write over it afterwards. */
  add(piece: Uint8Array): void {
    const needed = this.#length + piece.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#buffer.length, SMALLEST));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(piece, this.#length);
    this.#length = needed;
  }

  /** All that was added, in order; then it is empty. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#length);
    this.clear();
    return taken;
  }

  clear(): void {
    this.#buffer = NOTHING;
    this.#length = 0;
  }
}
