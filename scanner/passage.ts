import type { Clause } from './clause.ts';

/** How a passage came out of the text that was sent. */
export type Via =
  | 'plain'
  | 'tag characters'
  | 'variation selectors'
  | 'zero-width bits'
  | 'base64'
  | 'hexadecimal'
  | 'percent-encoding'
  | 'escapes'
  | 'rot13'
  | 'reversed letters'
  | 'spaced letters'
  | 'a comment';

/** What role a text plays where it stands: prose is read for what it asks (a parameter's likewise), a name also for what it is called. */
export type TextRole = 'name' | 'prose' | 'parameter' | 'propertyName' | 'value' | 'url';

/** One text as rules read it: as it was sent, normalised, and split into clauses. */
export interface Passage {
  readonly role: TextRole;
  readonly via: Via;
  /** As sent; for a decoded passage, as decoded. */
  readonly original: string;
  readonly text: string;
  readonly clauses: readonly Clause[];
  /** From offsets in `text` to offsets in what was sent. */
  readonly spanOf: (start: number, end: number) => readonly [start: number, end: number];
}
