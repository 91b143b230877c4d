/** Local time to the second, for people. */
export function localTime(ms: number): string {
  const at = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}

/** UTC as ISO 8601, for machines; null stays null, and so does what is no time. */
export function isoTime(ms: number | null): string | null {
  const at = ms === null ? null : new Date(ms);
  return at === null || Number.isNaN(at.getTime()) ? null : at.toISOString();
}
