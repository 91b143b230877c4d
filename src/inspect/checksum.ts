/**
 * Whether the last six characters are the CRC-32 of those before them in base 62, as in the tokens of GitHub and npm.
 * What passes is no accident and no example: one text in four billion does.
 */
export function hasChecksum(body: string): boolean {
  const end = body.length - DIGITS;
  return end > 0 && body.slice(end) === base62(crc32(body.slice(0, end)));
}

const DIGITS = 6;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function base62(value: number): string {
  let digits = '';
  for (let rest = value; digits.length < DIGITS; rest = Math.floor(rest / 62)) {
    digits = ALPHABET.charAt(rest % 62) + digits;
  }
  return digits;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** Of ASCII text. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i += 1) crc = (TABLE[(crc ^ text.charCodeAt(i)) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
