import { createHash } from 'node:crypto';
import { canonicalJson, type ReadonlyJson } from './canonical.ts';

/** What an answer of a person is bound to: the canonical text of what is sent, and its hash. */
export interface ArgsHash {
  /** RFC 8785 canonical JSON. */
  readonly text: string;
  /** `sha256:` and 64 hex digits over the text in UTF-8. */
  readonly hash: string;
}

/** Null where there is no canonical text: a string that is not well-formed could be shown as another. */
export function argsHashOf(args: ReadonlyJson): ArgsHash | null {
  try {
    const text = canonicalJson(args);
    return { text, hash: `sha256:${createHash('sha256').update(text).digest('hex')}` };
  } catch {
    return null;
  }
}
