/** One line of a difference. */
interface DiffLine {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
}

/** Lines around a change that are shown with it. */
const CONTEXT = 3;
/** Beyond this many comparisons the middle counts as one change: it stays readable, and takes no time. */
const MOST_WORK = 4_000_000;

/** The difference of two texts as unified diff prints it, without a head; empty where they are the same. */
export function unifiedDiff(before: string, after: string): readonly string[] {
  const lines = differences(linesOf(before), linesOf(after));
  return hunksOf(lines).flatMap(({ from, to }) => {
    const shown = lines.slice(from, to);
    return [headOf(lines, from, shown), ...shown.map(({ kind, text }) => `${MARKS[kind]}${text}`)];
  });
}

const MARKS = { same: ' ', gone: '-', new: '+' } as const;

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function differences(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return [
    ...marked('same', before.slice(0, head)),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...marked('same', before.slice(before.length - tail)),
  ];
}

function marked(kind: DiffLine['kind'], lines: readonly string[]): readonly DiffLine[] {
  return lines.map((text) => ({ kind, text }));
}

/** Keeps the longest common run of lines: the length of each from every pair of places on. */
function middle(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  if (before.length * after.length > MOST_WORK) return [...marked('gone', before), ...marked('new', after)];
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const [down = 0, right = 0, both = 0] = [
        common[(i + 1) * width + j],
        common[i * width + j + 1],
        common[(i + 1) * width + j + 1],
      ];
      common[i * width + j] = before[i] === after[j] ? both + 1 : Math.max(down, right);
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, fresh] = [before[i], after[j]];
    if (old !== undefined && old === fresh) {
      lines.push({ kind: 'same', text: old });
      [i, j] = [i + 1, j + 1];
    } else if (
      fresh === undefined ||
      (old !== undefined && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      lines.push({ kind: 'gone', text: old ?? '' });
      i += 1;
    } else {
      lines.push({ kind: 'new', text: fresh });
      j += 1;
    }
  }
  return lines;
}

/** Changes with the lines around them; those that touch are one. */
function hunksOf(lines: readonly DiffLine[]): readonly { readonly from: number; readonly to: number }[] {
  const hunks: { from: number; to: number }[] = [];
  for (const [at, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    const [from, to] = [Math.max(0, at - CONTEXT), Math.min(lines.length, at + CONTEXT + 1)];
    const last = hunks.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  return hunks;
}

function headOf(lines: readonly DiffLine[], from: number, shown: readonly DiffLine[]): string {
  const count = (kind: 'gone' | 'new', some: readonly DiffLine[]): number =>
    some.filter((line) => line.kind === 'same' || line.kind === kind).length;
  const range = (kind: 'gone' | 'new'): string => {
    const length = count(kind, shown);
    return `${count(kind, lines.slice(0, from)) + (length === 0 ? 0 : 1)},${length}`;
  };
  return `@@ -${range('gone')} +${range('new')} @@`;
}
