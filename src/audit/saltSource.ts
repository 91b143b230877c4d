/** Hands out bytes of larger draws, because each draw costs as much as hashing an entry. No byte is handed out twice. */
export function saltSource(random: (bytes: number) => Uint8Array): (bytes: number) => Uint8Array {
  let block = new Uint8Array(0);
  let used = 0;
  return (bytes) => {
    if (bytes > BLOCK) return draw(random, bytes);
    if (used + bytes > block.length) {
      block = draw(random, BLOCK);
      used = 0;
    }
    used += bytes;
    return block.subarray(used - bytes, used);
  };
}

const BLOCK = 1024;

function draw(random: (bytes: number) => Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  const drawn = Uint8Array.from(random(bytes));
  // A salt that came up short would hide nothing: no entry is sealed with it.
  if (drawn.length !== bytes) throw new RangeError('the source of randomness gave too few bytes');
  return drawn;
}
