/** Hands out bytes of larger draws, because each draw costs as much as hashing an entry. No byte is handed out twice. */
export function saltSource(random: (bytes: number) => Uint8Array): (bytes: number) => Uint8Array {
  let block = new Uint8Array(0);
  let used = 0;
  return (bytes) => {
    if (bytes > BLOCK) return random(bytes);
    if (used + bytes > block.length) {
      block = Uint8Array.from(random(BLOCK));
      used = 0;
    }
    used += bytes;
    return block.subarray(used - bytes, used);
  };
}

const BLOCK = 1024;
