import { wordsOf } from './words.ts';

/** What two names share that a reader would not tell apart: look-alike letters, case and separators. */
export function skeleton(name: string): string {
  return wordsOf(name.slice(0, LONGEST))
    .join('')
    .replace(/[01]/g, (digit) => (digit === '0' ? 'o' : 'l'))
    .replaceAll('i', 'l');
}

/** Whether one insertion, removal, replacement or swap of neighbours makes one text of the other. */
export function isOneEditApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - from && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const restA = a.slice(from, a.length - tail);
  const restB = b.slice(from, b.length - tail);
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}

// The protocol allows 128 characters; a longer name has said what it says.
const LONGEST = 256;

/** A name without what says that it is another version of the same: `read_file_v2`, `secure_read_file`. */
export function baseName(name: string): string {
  return name.slice(0, LONGEST).replace(VERSION, '').replace(PREFIX, '');
}

const VERSION =
  /(?:[ _.-]?(?:v[0-9]{1,3}|[0-9]{1,2})|[ _.-](?:version[0-9]{0,2}|new|pro|plus|enhanced|improved|secure|safe|official|latest|updated|copy|real|original|better|fast))$/i;
const PREFIX = /^(?:new|pro|enhanced|improved|secure|safe|official|real|better|fast|super|smart|trusted)[ _.-]/i;
