import { describe, expect, it } from 'vitest';
import type { ListMember } from '../../src/authz/mapping.ts';
import { classify } from '../../src/jsonrpc/classify.ts';
import { visibleList, type ListView } from '../../src/proxy/discovery.ts';
import { authorizerThat } from './support.ts';

const view: ListView = {
  agent: 'a',
  server: 's',
  list: 'filter',
  authorizer: authorizerThat(({ action, resource }) => action === 'hidden' || resource === 'x:hidden'),
  ownsTask: (task) => task === 'mine',
  leavesOut: () => false,
  isWithheld: () => false,
};

function see(member: ListMember, result: unknown, other: Partial<ListView> = {}) {
  const line = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 1, result }));
  const message = classify(line, { maxDepth: 64 });
  if (message.kind !== 'response') throw new Error('not a response');
  const visible = visibleList(member, message, line, { ...view, ...other });
  return visible.kind === 'filtered' ? (JSON.parse(visible.text) as { result: unknown }).result : visible.kind;
}

describe('visibleList', () => {
  it.each<[ListMember, object, object]>([
    ['tools', { tools: [{ name: 'a' }, { name: 'hidden' }] }, { tools: [{ name: 'a' }] }],
    ['prompts', { prompts: [{ name: 'hidden' }] }, { prompts: [] }],
    [
      'resources',
      { resources: [{ uri: 'x:hidden' }, { uri: 'x:y' }], nextCursor: 'n' },
      { resources: [{ uri: 'x:y' }], nextCursor: 'n' },
    ],
    ['tasks', { tasks: [{ taskId: 'mine' }, { taskId: 'other' }, {}] }, { tasks: [{ taskId: 'mine' }] }],
  ])('hides of %s what this agent could never use', (member, result, want) => {
    expect(see(member, result)).toEqual(want);
  });

  it('leaves out tools that nobody could call over HTTP, whatever the policies say', () => {
    const leavesOut = (tool: unknown): boolean => (tool as { name: string }).name === 'broken';
    const page = { tools: [{ name: 'a' }, { name: 'broken' }] };
    expect(see('tools', page, { leavesOut, list: 'all' })).toEqual({ tools: [{ name: 'a' }] });
    expect(see('prompts', { prompts: [{ name: 'broken' }] }, { leavesOut })).toBe('as-sent');
  });

  it('lets no shared cache keep a list that depends on who asks, though nothing was hidden from this one', () => {
    const page = { tools: [{ name: 'a' }], cacheScope: 'public', ttlMs: 3_600_000 };
    expect(see('tools', page)).toEqual({ tools: [{ name: 'a' }], cacheScope: 'private', ttlMs: 60_000 });
  });

  it.each<[string, object, Partial<ListView>]>([
    ['is private already', { tools: [{ name: 'a' }], cacheScope: 'private', ttlMs: 5 }, {}],
    ['is the same for all', { tools: [{ name: 'a' }], cacheScope: 'public', ttlMs: 5 }, { list: 'all' }],
    [
      'is filtered by no policy of the user',
      { tools: [{ name: 'a' }], cacheScope: 'public' },
      { authorizer: { ...authorizerThat(() => false), hasUserPolicy: false } },
    ],
  ])('leaves the caching of a list alone that %s', (_, page, other) => {
    expect(see('tools', page, other)).toBe('as-sent');
  });

  it('asks for each tool as a call of it would', () => {
    const asked: unknown[] = [];
    const authorizer = { ...view.authorizer, couldAllow: (request: unknown) => asked.push(request) > 0 };
    see('tools', { tools: [{ name: 'a' }] }, { authorizer });
    expect(asked).toEqual([
      {
        agent: 'a',
        server: 's',
        from: 'client',
        method: 'tools/call',
        action: 'a',
        resource: null,
        args: null,
        context: {},
      },
    ]);
  });

  it.each<[string, unknown]>([
    ['no list', {}],
    ['a list that is none', { tools: { 0: { name: 'hidden' } } }],
    ['an empty page', { tools: [] }],
    ['a page with nothing to hide', { tools: [{ name: 'a' }] }],
    ['no object', 'tools'],
  ])('passes %s as it was sent', (_, result) => expect(see('tools', result)).toBe('as-sent'));

  it.each(['Tools', 'tools ', 'TOOLS'])(
    'takes a list beside `%s` for ambiguous: another reader may show that one',
    (key) => {
      expect(see('tools', { tools: [], [key]: [{ name: 'hidden' }] })).toBe('ambiguous');
      expect(see('tools', { [key]: [{ name: 'hidden' }] })).toBe('ambiguous');
    },
  );

  it('keeps tasks of others hidden even where lists are not filtered', () => {
    expect(see('tasks', { tasks: [{ taskId: 'other' }] }, { list: 'all' })).toEqual({ tasks: [] });
  });
});
