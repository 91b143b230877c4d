/** Makes the id of an agent: `agt_` and a ULID, so that ids are ordered by the time at which they were made. */
export function newAgentId(ms: number, random: (bytes: number) => Uint8Array): string {
  const time = Buffer.alloc(6);
  time.writeUIntBE(ms, 0, 6);
  const number = BigInt(`0x${Buffer.concat([time, random(10)]).toString('hex')}`);
  return `agt_${base32(number, 26)}`;
}

/** Crockford's letters, of which none looks like another. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function base32(number: bigint, length: number): string {
  return Array.from({ length }, (_, place) => LETTERS[Number((number >> BigInt(5 * (length - 1 - place))) & 31n)]).join(
    '',
  );
}
