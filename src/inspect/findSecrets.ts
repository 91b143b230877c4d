import { findAssigned } from './assigned.ts';
import { findInCommands } from './commands.ts';
import { findPrivateKeys } from './privateKeys.ts';
import type { Secret } from './secret.ts';
import { findTokens } from './tokens.ts';
import { findUrlSecrets } from './urlSecrets.ts';

/** Finds the secrets in a text, in order and apart from each other. Takes time linear in the text. */
export function findSecrets(text: string): Secret[] {
  if (text.length < SHORTEST) return [];
  const found = FINDERS.flatMap((find) => find(text));
  if (found.length < 2) return found;
  // What a shape tells is told by it, not by the name before it: the sort is stable, and the finders are in that order.
  return apart(found.sort((a, b) => a.start - b.start || b.end - a.end));
}

/** `pwd:` and the shortest password. */
const SHORTEST = 10;

const FINDERS = [findPrivateKeys, findTokens, findUrlSecrets, findInCommands, findAssigned];

/** INVARIANT: nothing of a secret is left out where two of them overlap. */
function apart(sorted: readonly Secret[]): Secret[] {
  const kept: Secret[] = [];
  for (const secret of sorted) {
    const last = kept.at(-1);
    if (last === undefined || secret.start >= last.end) kept.push(secret);
    else if (secret.end > last.end) kept[kept.length - 1] = { ...last, end: secret.end };
  }
  return kept;
}
