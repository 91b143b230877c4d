/** A stretch of a text that two versions share, that only the old has, or only the new. */
export interface TextPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/**
 * Compares two texts word by word. The parts that are not `added`, joined, are the old text; those that are not
 * `removed` are the new one. Bounded: texts that differ too widely are one removal and one addition.
 */
export function diffText(before: string, after: string): readonly TextPart[] {
  const old = tokensOf(before);
  const now = tokensOf(after);
  const start = sharedStart(old, now);
  const end = sharedEnd(old, now, start);
  const middle = diffTokens(old.slice(start, old.length - end), now.slice(start, now.length - end));
  const head: TextPart = { kind: 'same', text: old.slice(0, start).join('') };
  const tail: TextPart = { kind: 'same', text: old.slice(old.length - end).join('') };
  return joinChanges([head, ...middle, tail]);
}

/** Cells of the table of common subsequences: a megabyte, a millisecond or two. */
const MAX_CELLS = 250_000;

/** Words, runs of white space, and anything else one by one, so that a character nobody sees stands for itself. */
function tokensOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}_]+|[ \t]+|[^]/gu) ?? [];
}

function sharedStart(old: readonly string[], now: readonly string[]): number {
  let count = 0;
  while (count < old.length && count < now.length && old[count] === now[count]) count++;
  return count;
}

function sharedEnd(old: readonly string[], now: readonly string[], start: number): number {
  const most = Math.min(old.length, now.length) - start;
  let count = 0;
  while (count < most && old[old.length - 1 - count] === now[now.length - 1 - count]) count++;
  return count;
}

function diffTokens(old: readonly string[], now: readonly string[]): readonly TextPart[] {
  const removed: TextPart = { kind: 'removed', text: old.join('') };
  const added: TextPart = { kind: 'added', text: now.join('') };
  if (old.length === 0 || now.length === 0 || old.length * now.length > MAX_CELLS) return [removed, added];
  return walk(old, now, commonLengths(old, now));
}

/** Row by row from the end: the length of the longest common subsequence of what is left of both. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint32Array {
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const at = i * width + j;
      lengths[at] =
        old[i] === now[j]
          ? (lengths[at + width + 1] ?? 0) + 1
          : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  return lengths;
}

function walk(old: readonly string[], now: readonly string[], lengths: Uint32Array): readonly TextPart[] {
  const width = now.length + 1;
  const parts: TextPart[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      parts.push({ kind: 'same', text: old[i] ?? '' });
      i++;
      j++;
    } else if (
      j === now.length ||
      (i < old.length && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      parts.push({ kind: 'removed', text: old[i++] ?? '' });
    } else {
      parts.push({ kind: 'added', text: now[j++] ?? '' });
    }
  }
  return parts;
}

/**
 * Neighbours of one kind become one part, removals before additions. A word or two that happen to be the same between
 * two changes are part of the change: `the` in common makes no text easier to read.
 */
function joinChanges(parts: readonly TextPart[]): readonly TextPart[] {
  const joined: TextPart[] = [];
  let removed = '';
  let added = '';
  const flush = (): void => {
    if (removed !== '') joined.push({ kind: 'removed', text: removed });
    if (added !== '') joined.push({ kind: 'added', text: added });
    [removed, added] = ['', ''];
  };
  const runs = joinEqual(parts);
  for (const [index, part] of runs.entries()) {
    const isBetween = index > 0 && index < runs.length - 1;
    if (part.kind === 'same' && !(isBetween && isScrap(part.text))) {
      flush();
      joined.push(part);
      continue;
    }
    if (part.kind !== 'added') removed += part.text;
    if (part.kind !== 'removed') added += part.text;
  }
  flush();
  return joined;
}

function isScrap(text: string): boolean {
  return (text.match(WORDS) ?? []).length <= SCRAP;
}

const WORDS = /[\p{L}\p{N}_]+/gu;
const SCRAP = 2;

function joinEqual(parts: readonly TextPart[]): readonly TextPart[] {
  const joined: { kind: TextPart['kind']; text: string }[] = [];
  for (const { kind, text } of parts) {
    const last = joined.at(-1);
    if (text === '') continue;
    if (last?.kind === kind) last.text += text;
    else joined.push({ kind, text });
  }
  return joined;
}
