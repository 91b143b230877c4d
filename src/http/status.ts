/** HTTP statuses of JSON-RPC errors in the modern era (2026-07-28, Streamable HTTP); any other error is a 200. */
const STATUSES: ReadonlyMap<number, number> = new Map([
  [-32_601, 404],
  [-32_700, 400],
  [-32_600, 400],
  [-32_020, 400],
  [-32_021, 400],
  [-32_022, 400],
]);

/** The HTTP status of an answer that is this JSON-RPC error, where no server over HTTP has given one. */
export function statusForModernError(code: number): number {
  return STATUSES.get(code) ?? 200;
}
