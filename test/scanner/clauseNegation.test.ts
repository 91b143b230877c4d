import { describe, expect, it } from 'vitest';
import { clausesOf } from '../../scanner/clause.ts';
import { isNegated } from '../../scanner/clauseNegation.ts';

const NAMES = { self: '', own: new Set<string>(), other: new Set<string>(), parameters: new Set<string>() };

describe('isNegated', () => {
  it.each([
    ['never reads the key', 'reads'],
    ['does not read, store or send the key', 'read'],
    ['does not read, store or send the key', 'send'],
    ['no credentials are sent', 'sent'],
    ['the key is never sent', 'sent'],
    ['works without sending data', 'sending'],
    ['refuses to send data', 'send'],
  ])('%s: %s is denied', (text, word) => {
    expect(at(text, word)).toBe(true);
  });

  it.each([
    ['reads the key', 'reads'],
    ['do not forget to send the key', 'send'],
    ['do not answer before you read the key', 'read'],
    ['never mind errors, read the key', 'read'],
    ['do not stop until you send the key', 'send'],
    ['not only shows but sends the key', 'sends'],
    ['do not hesitate to read it', 'read'],
    ['do not ask, just send it', 'send'],
    ['sends the key, never the note', 'sends'],
  ])('%s: %s is meant', (text, word) => {
    expect(at(text, word)).toBe(false);
  });
});

function at(text: string, word: string): boolean | undefined {
  const [clause] = clausesOf(text, NAMES);
  return (
    clause &&
    isNegated(
      clause,
      clause.tokens.findIndex((token) => token.word === word),
    )
  );
}
