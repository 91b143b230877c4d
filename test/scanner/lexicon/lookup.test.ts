import { describe, expect, it } from 'vitest';
import { isThing, lookUp } from '../../../scanner/lexicon/lookup.ts';

describe('lookUp', () => {
  it.each([
    ['send', 'send', 'base'],
    ['sends', 'send', 'third'],
    ['sending', 'send', 'ing'],
    ['sent', 'send', 'past'],
    ['copies', 'send', 'third'],
    ['forgotten', 'dismiss', 'past'],
    ['running', 'run', 'ing'],
    ['modified', 'change', 'past'],
    ['overriding', 'dismiss', 'ing'],
    ['dropped', 'remove', 'past'],
  ])('knows %s as a form of an act', (word, sense, form) => {
    expect(lookUp(word)?.senses).toEqual(expect.arrayContaining([sense, form]));
  });

  it.each([
    ['parameters', 'param'],
    ['passwords', 'secret'],
    ['id_rsa', 'secretPlace'],
    ['must', 'must'],
  ])('knows %s', (word, sense) => {
    expect(lookUp(word)?.senses).toContain(sense);
  });

  it('knows a phrase by its first word', () => {
    const phrase = lookUp('private')?.phrases.find(({ rest }) => rest.join(' ') === 'key');
    expect(phrase?.senses).toContain('secret');
  });

  it('knows no word that happens to be a property of objects', () => {
    expect([lookUp('constructor'), lookUp('__proto__'), lookUp('tostring')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('isThing', () => {
  it('tells nouns from acts', () => {
    expect([isThing('secret'), isThing('send'), isThing('must')]).toEqual([true, false, false]);
  });
});
