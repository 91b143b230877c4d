/** A value's own member; undefined where it is no object or has none. */
export function own(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Whether a value is an object that is no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON Pointer (RFC 6901) to what stands below another, `` being the whole. */
export function pointerTo(above: string, key: string | number): string {
  return `${above}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
