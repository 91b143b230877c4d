import { describe, expect, it } from 'vitest';
import {
  LOCAL_WORDS,
  SERVICE_THINGS,
  SERVICES,
  SERVICES_IN_NAMES,
  WEB_ACTS,
  WEB_WORDS,
} from '../../scanner/egressWords.ts';

const lists = { LOCAL_WORDS, SERVICE_THINGS, SERVICES, SERVICES_IN_NAMES, WEB_ACTS, WEB_WORDS };

describe('the words of egress', () => {
  it.each(Object.entries(lists))('%s are single words in lower case', (_, words) => {
    expect(words.size).toBeGreaterThan(5);
    for (const word of words) expect(word).toMatch(/^[a-z0-9]+$/);
  });

  it('keep services apart from what is local', () => {
    expect([...SERVICES].filter((word) => LOCAL_WORDS.has(word))).toEqual([]);
    expect([...SERVICES].filter((word) => SERVICES_IN_NAMES.has(word))).toEqual([]);
  });
});
