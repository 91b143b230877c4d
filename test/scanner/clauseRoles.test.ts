import { describe, expect, it } from 'vitest';
import { clausesOf } from '../../scanner/clause.ts';
import type { Names, Role } from '../../scanner/clauseRoles.ts';

const NAMES: Names = {
  self: 'now',
  own: new Set(['now', 'set_zone', 'get']),
  other: new Set(['send_money', 'pay']),
  parameters: new Set(['time_zone']),
};

describe('the role of a word', () => {
  it.each<[string, string, Role]>([
    ['Call `set_zone` first', 'set_zone', 'ownTool'],
    ['Call set_zone first', 'set_zone', 'ownTool'],
    ['Call `send_money` first', 'send_money', 'otherTool'],
    ["the 'get' tool", 'get', 'ownTool'],
    ['the pay command', 'pay', 'otherTool'],
    ['`now` shows it', 'now', 'selfTool'],
    ["use 'unheard' now", 'unheard', 'someTool'],
    ['the upload_it tool', 'upload_it', 'someTool'],
    ['when delete_it is called', 'delete_it', 'someTool'],
    ['call `drop-rows`', 'drop-rows', 'mutatingTool'],
    ['sent to `other_thing`', 'other_thing', 'foreignName'],
    ['to a@b.example', 'a@b.example', 'email'],
    ['Then send it', 'send', 'order:send'],
    ['please, read it', 'read', 'order:read'],
    ['STOP it', 'stop', 'shoutedWord'],
  ])('in %s: %s is %s', (text, word, role) => {
    expect(rolesIn(text, word)).toContain(role);
  });

  it.each<[string, string, Role]>([
    ['get the time', 'get', 'ownTool'],
    ['you pay later', 'pay', 'otherTool'],
    ['use `time_zone` to set it', 'time_zone', 'someTool'],
    ['use `depth` parameter', 'depth', 'someTool'],
    ['this tool', 'this', 'someTool'],
    ['it sends mail', 'sends', 'order:send'],
  ])('in %s: %s is not %s', (text, word, role) => {
    expect(rolesIn(text, word)).not.toContain(role);
  });

  it('knows a tool of another server even where a parameter bears its name', () => {
    expect(
      rolesIn('Call `send_money` first', 'send_money', { ...NAMES, parameters: new Set(['send_money']) }),
    ).toContain('otherTool');
  });
});

function rolesIn(text: string, word: string, names: Names = NAMES): unknown[] {
  return clausesOf(text, names).flatMap(({ tokens, at }) => {
    const index = tokens.findIndex((token) => token.word === word);
    return [...at].filter(([, places]) => places.includes(index)).map(([mark]) => mark);
  });
}
