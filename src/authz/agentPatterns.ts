import type { Pattern } from './policy.ts';

/**
 * Whether the `agents` of a policy speak of an agent: of its name, or of its id where a credential has shown that.
 * INVARIANT: a pattern of ids is compared with ids alone, and any other with names alone: a name that somebody chose is
 * never an id, and `a*` does not speak of every id.
 */
export function speaksOfAgent(patterns: readonly Pattern[], name: string, id: string | null): boolean {
  return patterns.some(({ text, glob }) =>
    text.startsWith(ID_PREFIX) ? id !== null && glob.test(id) : glob.test(name),
  );
}

const ID_PREFIX = 'agt_';
