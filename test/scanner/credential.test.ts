import { describe, expect, it } from 'vitest';
import { credentialClue } from '../../scanner/credential.ts';
import { parametersOf } from '../../scanner/parameters.ts';
import { textWords, wordsOf } from '../../scanner/words.ts';

const clue = (name: string, text = '', args: readonly string[] = []) =>
  credentialClue({
    nameWords: wordsOf(name),
    textWords: textWords(text),
    parameters: parametersOf({ inputSchema: { properties: Object.fromEntries(args.map((arg) => [arg, {}])) } }).list,
  });

describe('credentialClue', () => {
  it.each([
    ['get_secret', '', []],
    ['get-env', '', []],
    ['create_api_key', '', []],
    ['show', 'Shows the environment variables', []],
    ['create_user', '', ['password']],
    ['connect', '', ['connectionString']],
  ])('sees that %s %s %j handles secrets', (name, text, args) => {
    expect(clue(name, text, args)).not.toBeNull();
  });

  it.each([
    ['get_key', '', []],
    ['count_tokens', '', ['maxTokens']],
    ['list_secret_scanning_alerts', '', []],
    ['query', '', ['connectionString']],
    ['read', 'Reads the design tokens and environment settings', ['token']],
  ])('leaves %s %s %j alone', (name, text, args) => {
    expect(clue(name, text, args)).toBeNull();
  });

  it('escapes the argument that it quotes', () => {
    expect(clue('x', '', ['pass\u200bword'])).toBe('it takes `pass\\u{200b}word`');
  });
});
