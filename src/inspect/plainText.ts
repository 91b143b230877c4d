import { isUtf8 } from 'node:buffer';

/** The text that a value in base 64 stands for; null where it is no base 64, or stands for a picture or a sound. */
export function plainText(value: string): string | null {
  if (!BASE64.test(value)) return null;
  const bytes = Buffer.from(value, 'base64');
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

/** The members that hold base 64: contents of resources, images and sounds. */
export const BINARY_KEYS: ReadonlySet<string> = new Set(['blob', 'data']);

/** Line breaks and the alphabet of addresses are read by some decoders, so they are read here. */
const BASE64 = /^[A-Za-z0-9+/_\s-]*={0,2}\s*$/;
