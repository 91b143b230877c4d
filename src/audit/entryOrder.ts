/** Where an entry falls among those before it, by the position in its own bytes. */
export type Placement =
  /** Right after the one before. */
  | 'next'
  /** Beyond some that have not been seen. */
  | 'ahead'
  /** Of those that had been passed over. */
  | 'late'
  /** Back where all is as it should be, after some that came late. */
  | 'resumed'
  /** At a position that another one had already. */
  | 'seen';

/** Keeps track of which positions a damaged log still has, whatever order its rows come in. */
export interface EntryOrder {
  /** The position that follows the last entry placed. */
  readonly next: number;
  /** The position that follows the highest one placed. */
  readonly end: number;
  place(position: number): Placement;
  /** Takes it that all positions from `next` to below `size` came in order. */
  skipTo(size: number): void;
  /** Takes back the last entry that was `ahead`: it was out of place, so it does not show how far the log goes. */
  discredit(): void;
  /** The positions below the last credible one that no entry had, as ranges from first to last. */
  missing(): readonly Range[];
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Starts before the first entry. */
export function entryOrder(): EntryOrder {
  let next = 0;
  let top = 0;
  let gaps: Range[] = [];
  let credible = { end: 0, beforeAhead: 0 };

  function placeBelowTop(position: number): Placement {
    const gap = gaps.find(({ from, to }) => from <= position && position <= to);
    if (gap === undefined) return 'seen';
    const parts = [
      { from: gap.from, to: position - 1 },
      { from: position + 1, to: gap.to },
    ];
    gaps = gaps.flatMap((other) => (other === gap ? parts.filter(({ from, to }) => from <= to) : [other]));
    return position === next ? 'next' : 'late';
  }

  function placeAtTop(position: number): Placement {
    if (position === top) return position === next ? 'next' : 'resumed';
    // A log damaged in ever so many places is damaged enough: what is not noted counts as seen.
    if (gaps.length < MAX_GAPS) gaps.push({ from: top, to: position - 1 });
    return 'ahead';
  }

  return {
    get next() {
      return next;
    },
    get end() {
      return top;
    },
    place(position) {
      const placement = position < top ? placeBelowTop(position) : placeAtTop(position);
      if (placement === 'seen') return placement;
      next = position + 1;
      top = Math.max(top, next);
      const beforeAhead = placement === 'ahead' ? credible.end : credible.beforeAhead;
      credible = { end: Math.max(credible.end, next), beforeAhead };
      return placement;
    },
    skipTo(size) {
      gaps = gaps.flatMap(({ from, to }) => [
        ...(from < next ? [{ from, to: Math.min(to, next - 1) }] : []),
        ...(to >= size ? [{ from: Math.max(from, size), to }] : []),
      ]);
      next = size;
      top = Math.max(top, size);
      credible = { end: Math.max(credible.end, size), beforeAhead: size };
    },
    discredit() {
      credible = { end: Math.max(credible.beforeAhead, next), beforeAhead: next };
    },
    missing: () =>
      gaps
        .filter(({ from }) => from < credible.end)
        .map(({ from, to }) => ({ from, to: Math.min(to, credible.end - 1) })),
  };
}

const MAX_GAPS = 1000;
