import type { Checkpoint } from '../audit/checkpoint.ts';
import { parseCheckpoint } from '../audit/checkpoint.ts';

/** A checkpoint that somebody kept. */
export interface HeldNote {
  readonly text: string;
  readonly checkpoint: Checkpoint;
}

/** Reads signed checkpoints that lie one after the other; null when any part of the text is none. */
export function parseHeldNotes(text: string): HeldNote[] | null {
  const notes: HeldNote[] = [];
  for (const note of splitNotes(text)) {
    const parsed = parseCheckpoint(note);
    if (parsed === null) return null;
    notes.push({ text: note, checkpoint: parsed.checkpoint });
  }
  return notes;
}

/** A note is a text, an empty line and signature lines, which begin with an em dash: what follows those begins another. */
function splitNotes(text: string): string[] {
  const notes: string[] = [];
  let note = '';
  let signed = false;
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const isSignature = line.startsWith('— ');
    if (signed && !isSignature) {
      notes.push(note);
      note = '';
      signed = false;
    }
    if (line === '' && note === '') continue;
    note += `${line}\n`;
    signed = isSignature;
  }
  return note === '' ? notes : [...notes, note];
}
