import type { Drift } from './drift.ts';
import { shown } from './shown.ts';
import type { TextPart } from './textDiff.ts';
import type { FieldChange } from './toolDiff.ts';

/**
 * Shows a drift to people, a line each: `+` new, `-` gone, `~` changed, `>` renamed, and below a changed tool its
 * differences. In a text `[-old-]` went and `{+new+}` came. All that a server wrote is escaped.
 */
export function driftLines(drifts: readonly Drift[]): readonly string[] {
  return drifts.flatMap((drift) => linesOf(drift));
}

const MAX_NAME = 120;
const MAX_POINTER = 300;
/** What a server says now is shown as a whole, unless it is absurdly long: what is cut off cannot be judged. */
const MAX_NEW = 20_000;
const MAX_OLD = 500;

function linesOf(drift: Drift): readonly string[] {
  switch (drift.kind) {
    case 'added':
      return [`+ ${shown(drift.name, MAX_NAME)}: new tool`];
    case 'removed':
      return [`- ${shown(drift.name, MAX_NAME)}: gone`];
    case 'renamed':
      return [`> ${shown(drift.from, MAX_NAME)}: renamed to ${shown(drift.to, MAX_NAME)}, otherwise the same`];
    case 'changed':
      return [`~ ${shown(drift.name, MAX_NAME)}: changed`, ...drift.changes.map((change) => `    ${lineOf(change)}`)];
  }
}

function lineOf(change: FieldChange): string {
  const at = shown(change.at, MAX_POINTER);
  switch (change.kind) {
    case 'text':
      return `${at}: ${change.parts.map(shownPart).join('')}`;
    case 'added':
      return `${at}: + ${limited(change.value, MAX_NEW)}${noted(change.note)}`;
    case 'removed':
      return `${at}: - ${limited(change.value, MAX_OLD)}${noted(change.note)}`;
    case 'changed':
      return `${at}: ${limited(change.before, MAX_OLD)} became ${limited(change.after, MAX_NEW)}${noted(change.note)}`;
    case 'more':
      return `and ${change.count} more differences`;
  }
}

function noted(note: string | null): string {
  return note === null ? '' : ` (${note})`;
}

function shownPart({ kind, text }: TextPart, index: number, parts: readonly TextPart[]): string {
  if (kind === 'removed') return `[-${unmarked(limited(text, MAX_OLD))}-]`;
  if (kind === 'added') return `{+${unmarked(limited(text, MAX_NEW))}+}`;
  return unmarked(limited(shortened(text, index > 0, index < parts.length - 1), MAX_OLD));
}

const CONTEXT = 40;

/** Of what stayed the same, only what stands next to a change. */
function shortened(text: string, isAfterChange: boolean, isBeforeChange: boolean): string {
  const start = isAfterChange ? CONTEXT : 0;
  const end = isBeforeChange ? CONTEXT : 0;
  if (text.length <= start + end + CONTEXT) return text;
  return `${text.slice(0, start)}…${end === 0 ? '' : text.slice(-end)}`;
}

/** One character over and over says how often, so that padding cannot push a text out of sight. */
function limited(text: string, max: number): string {
  const short = text.replaceAll(
    LONG_RUN,
    (run, character: string) => `${character}⟨×${run.length / character.length}⟩`,
  );
  const cut = short.length <= max ? '' : `… (${short.length - max} more characters)`;
  return shown(short.slice(0, max), LONGEST_SPELLING * max) + cut;
}

const LONG_RUN = /([^])\1{19,}/gu;
/** `\\u{10ffff}`. */
const LONGEST_SPELLING = 10;

/** A text cannot pose as one of the marks. */
function unmarked(text: string): string {
  return text.replaceAll(/\[-|-\]|\{\+|\+\}/g, String.raw`\$&`);
}
