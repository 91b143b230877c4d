/** Random bytes that one record id takes. */
export const RECORD_ID_RANDOM = 10;

/** Makes a UUIDv7 (RFC 9562 §5.7) from a time and ten random bytes, in the usual text form. */
export function recordId(ms: number, random: Uint8Array): string {
  const high = Math.floor(ms / 0x1_0000);
  const byte = (index: number): string => HEX[random[index] ?? 0] ?? '';
  const time =
    (HEX[(high >>> 24) & 0xff] ?? '') +
    (HEX[(high >>> 16) & 0xff] ?? '') +
    (HEX[(high >>> 8) & 0xff] ?? '') +
    (HEX[high & 0xff] ?? '');
  const low = (HEX[Math.floor(ms / 0x100) & 0xff] ?? '') + (HEX[ms & 0xff] ?? '');
  const version = HEX[0x70 | ((random[0] ?? 0) & 0x0f)] ?? '';
  const variant = HEX[0x80 | ((random[2] ?? 0) & 0x3f)] ?? '';
  const node = byte(4) + byte(5) + byte(6) + byte(7) + byte(8) + byte(9);
  return `${time}-${low}-${version}${byte(1)}-${variant}${byte(3)}-${node}`;
}

const HEX = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));
