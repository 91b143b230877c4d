import { describe, expect, it } from 'vitest';
import { CODE, effectOn } from '../../scanner/effectsObjects.ts';
import { verbOf } from '../../scanner/effectsVerbs.ts';

const effectOf = (text: string) => {
  const [verb = '', ...objects] = text.split(' ');
  return effectOn(verb, verbOf(verb)?.effect ?? 'read', objects);
};

describe('effectOn', () => {
  it.each([
    ['start process', 'execute'],
    ['start game', 'write'],
    ['start search', 'read'],
    ['execute search', 'read'],
    ['execute script search', 'execute'],
    ['run a read only sql query', 'read'],
    ['run a sql query', 'execute'],
    ['execute mutation', 'destructive'],
    ['write file', 'destructive'],
    ['write file to github', 'write'],
    ['write note', 'write'],
    ['move file', 'destructive'],
    ['move card', 'write'],
    ['create user', 'admin'],
    ['create user story', 'write'],
    ['add user to team', 'admin'],
    ['add comment for user', 'write'],
    ['update access list', 'admin'],
    ['update alert policy', 'write'],
    ['list users', 'read'],
    ['reset password', 'admin'],
    ['reset cache', 'destructive'],
    ['generate link', 'read'],
    ['generate image', 'write'],
    ['open nodes', 'read'],
    ['open issue', 'write'],
  ])('reads `%s` as %s', (text, effect) => {
    expect(effectOf(text)).toBe(effect);
  });
});

describe('CODE', () => {
  it('holds what a caller would write, and not what a tool does with it', () => {
    expect(['script', 'command', 'query', 'run'].map((word) => CODE.has(word))).toEqual([true, true, false, false]);
  });
});
