import { hiddenCharacter, isPlainName } from '../names.ts';

/** A glob that matches this name and no other; null for a name that no allow rule ever matches. */
export function literalGlob(name: string): string | null {
  return isPlainName(name) ? escapeGlob(name) : null;
}

/** A glob on a URI that matches this text and no other; null where none can be written. */
export function literalPathGlob(text: string): string | null {
  const isWritable = text !== '' && text.length <= MAX_LENGTH && hiddenCharacter(text) === null;
  return isWritable ? escapeGlob(text) : null;
}

/** A pattern is bounded at 2,048 characters, and each character may need a backslash. */
const MAX_LENGTH = 1000;

// Attacker-controlled: a tool may be called `*`, and a rule for it must not be a rule for all.
function escapeGlob(text: string): string {
  return text.replaceAll(/[\\*?[\]{},|!@+()]/g, String.raw`\$&`);
}
