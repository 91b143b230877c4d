import type { Instant } from '../audit/entry.ts';
import type { Inspected, PinDrift } from '../pins/inspected.ts';
import type { Verdict } from '../pins/inventory.ts';
import type { Listed } from '../pins/page.ts';
import type { Pin } from '../pins/pin.ts';
import { isForPerson, sentenceOf } from '../pins/why.ts';
import { printable } from '../jsonrpc/printable.ts';
import type { Desk } from './desk.ts';
import type { PinDesk } from './pinDesk.ts';

/** Records what has been accepted, and what differs from what was. */
export function noteInspected(desk: Desk, pins: PinDesk, { pinned, drifts }: Inspected, at: Instant): void {
  for (const pin of pinned) notePinned(desk, pins, pin, at);
  for (const drift of drifts) noteDrift(desk, pins, drift, at);
}

/** Records what a list does not show, and why; each definition once in a session. */
export function noteWithheld(
  desk: Desk,
  pins: PinDesk,
  page: readonly Listed[],
  verdicts: readonly Verdict[],
  at: Instant,
): void {
  page.forEach((listed, index) => {
    const verdict = verdicts[index];
    if (verdict?.kind !== 'withheld') return;
    const { kind, name, fingerprint } = listed;
    const { why, rules } = verdict;
    if (!pins.isNews('withheld', kind, name, fingerprint, why)) return;
    const tool = nameOf(kind, name);
    const reason = sentenceOf(verdict);
    const observed = pins.observe ? { observed: true } : {};
    desk.out.event(
      'tool_withheld',
      { tool, kind, why, reason, rules: [...rules], fingerprint: hashText(fingerprint), ...observed },
      at,
    );
    // A server can be withheld as a whole: that is one thing to say.
    if (pins.isNews('warned', why === 'broken' || why === 'identity' ? why : [kind, name, why])) {
      warn(desk, pins, tool, isForPerson(why) ? `${reason}; ${shownBy(desk)}` : reason);
    }
  });
}

/** People hear of the first few; the log and `leash trust` have them all. */
function warn(desk: Desk, pins: PinDesk, tool: string, reason: string): void {
  const { server } = desk.config.facts;
  const what = pins.observe ? 'would be withheld' : 'is withheld';
  pins.warned += 1;
  if (pins.warned <= MOST_WARNED) {
    desk.out.warn(`\`${server}/${tool}\` ${what}: ${reason}`);
  } else if (pins.warned === MOST_WARNED + 1) desk.out.warn(`more ${what}: ${shownBy(desk)}`);
}

function shownBy({ config }: Desk): string {
  return `\`leash trust ${config.facts.server}\` shows it`;
}

const MOST_WARNED = 10;

/** Records that a tool was called which nobody had listed. */
export function noteUnseen(desk: Desk, pins: PinDesk, tool: string, at: Instant): void {
  if (pins.isNews('unseen', tool)) desk.out.event('tool_unseen', { tool: nameOf('tool', tool) }, at);
}

/** Records that characters which nobody sees were taken out of a list. */
export function noteStripped(desk: Desk, pins: PinDesk, method: string, count: number, at: Instant): void {
  if (pins.isNews('stripped', method, count)) desk.out.event('text_stripped', { method, characters: count }, at);
}

function notePinned(desk: Desk, pins: PinDesk, { kind, name, fingerprint, grade, risk, by }: Pin, at: Instant): void {
  if (!pins.isNews('pinned', kind, name, fingerprint)) return;
  const detail = {
    tool: nameOf(kind, name),
    kind,
    fingerprint: hashText(fingerprint),
    by,
    grade,
    risk: risk?.level ?? null,
  };
  desk.out.event('tool_pinned', detail, at);
}

function noteDrift(desk: Desk, pins: PinDesk, drift: PinDrift, at: Instant): void {
  const { kind, tool, before, after, fields, isAccepted } = drift;
  if (!pins.isNews('drift', kind, tool, after)) return;
  desk.out.event(
    'tool_drift',
    {
      tool: nameOf('tool', tool),
      drift: kind,
      before: before === null ? null : hashText(before),
      after: hashText(after),
      fields: [...fields],
      accepted: isAccepted,
    },
    at,
  );
}

/** As the log has all hashes. */
function hashText(fingerprint: string): string {
  return `sha256:${fingerprint}`;
}

const LONGEST_NAME = 128;

/** Text of the server's: bounded, and nothing in it acts. */
function nameOf(kind: Listed['kind'], name: string): string {
  return kind === 'instructions' || (kind === 'tool' && name === '')
    ? `(${kind === 'tool' ? 'no name' : kind})`
    : printable(name, LONGEST_NAME);
}
