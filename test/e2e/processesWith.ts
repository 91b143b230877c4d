import { readdirSync, readFileSync } from 'node:fs';

/** The living processes in whose environment a text stands: all that were started for one test, however they left their parents. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && environmentOf(pid).includes(text));
}

/** Empty for one that has ended meanwhile, or waits to be reaped. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
