/** One step of an argument key: a name, or any one key. */
export type ArgStep = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'any' };

/** Reads `options.path` and `headers.*`; a backslash makes the next character ordinary (`a\.b` is one name). */
export function parseArgPath(key: string): readonly ArgStep[] | { readonly error: string } {
  const steps: ArgStep[] = [];
  let name = '';
  let isAny = false;
  for (let index = 0; index <= key.length; index++) {
    const character = key[index];
    if (character === undefined || character === '.') {
      if (name === '' && !isAny)
        return { error: 'an empty name in an argument key, expected `a.b`, or `\\.` for a dot' };
      if (name !== '' && isAny)
        return { error: '`*` stands for one whole key, expected it alone, or `\\*` for the character' };
      steps.push(isAny ? { kind: 'any' } : { kind: 'name', name });
      [name, isAny] = ['', false];
    } else if (character === '*') {
      if (isAny) return { error: '`*` stands for one whole key, expected a single one' };
      isAny = true;
    } else if (character === '\\') {
      const escaped = key[++index];
      if (escaped === undefined)
        return { error: 'an argument key ends in a backslash, expected the character it escapes' };
      name += escaped;
    } else {
      name += character;
    }
  }
  return steps.length > MAX_STEPS ? { error: `an argument key of more than ${MAX_STEPS} names` } : steps;
}

const MAX_STEPS = 16;
