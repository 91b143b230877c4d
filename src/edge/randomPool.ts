import { randomFillSync } from 'node:crypto';

/** Bytes that are drawn at once: a draw costs as much as hashing an entry, whatever its size. */
const POOL_BYTES = 16 * 1024;

/** Makes a source of random bytes that draws many at a time; no byte is handed out twice. */
export function randomPool(fill: (bytes: Uint8Array) => void = randomFillSync): (bytes: number) => Uint8Array {
  let pool = new Uint8Array(0);
  let used = 0;
  return (bytes) => {
    if (used + bytes > pool.length) {
      // A fresh one: parts of the old one may still be in use.
      pool = new Uint8Array(Math.max(POOL_BYTES, bytes));
      fill(pool);
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  };
}
