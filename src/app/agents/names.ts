import { isGivenName } from '../../authz/givenName.ts';

/** What is wrong with a name for a new agent; null where it may be one. */
export function nameProblem(name: string): string | null {
  if (!isGivenName(name)) return 'takes up to 64 letters, digits, `.`, `_` or `-` (ASCII), a letter or digit first';
  if (looksLikeId(name) || UUID.test(name)) return 'must not look like an id';
  if (RESERVED.has(skeletonOf(name))) return 'must be none of the names (or look like one) that Leash itself uses';
  return null;
}

/** Whether a name could be taken for the id of an agent. */
export function looksLikeId(name: string): boolean {
  return /^agt[._-]/i.test(name);
}

/**
 * What all names have in common that a person takes for one another: without case and separators, and with one sign for
 * those that look the same (`l`, `1` and `i`, `o` and `0`, `rn` and `m`, `vv` and `w`).
 */
export function skeletonOf(name: string): string {
  const plain = name.toLowerCase().replace(/[._-]/g, '').replace(/[1i]/g, 'l').replace(/0/g, 'o');
  return plain.replace(/rn/g, 'm').replace(/vv/g, 'w');
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** Who has not said who they are, and who Leash's own entries are by. */
const RESERVED: ReadonlySet<string> = new Set(['default', 'leash', 'api', 'admin', 'anonymous'].map(skeletonOf));
