import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fateOf, type Fate } from '../../../src/authz/authoring/fate.ts';
import { Learner } from '../../../src/authz/authoring/learner.ts';
import { policyText } from '../../../src/authz/authoring/policyText.ts';
import type { Observation, Suggestion } from '../../../src/authz/authoring/serverSketch.ts';
import type { PolicySet } from '../../../src/authz/compile.ts';
import type { AuthorizationRequest } from '../../../src/authz/request.ts';
import type { JsonObject, JsonValue } from '../../../src/jsonrpc/message.ts';
import { policyOf, requestOf, setOf } from '../../support/policyOf.ts';

const environment = { cwd: '/data', home: '/home/ada', realpath: null };
const options = {
  home: '/home/ada',
  isSecret: (name: string, value: string) => name === 'password' || /^sk-/.test(value),
};

type Seen = Partial<AuthorizationRequest> & { readonly fate?: Fate };

/** Learns, and mends as long as it helps: what `leash policy suggest` does with the log. */
function learn(seen: readonly Seen[]) {
  const observations = seen.map(({ fate = 'through', ...request }): Observation => ({
    request: requestOf(request),
    fate,
    why: 'r',
    environment,
  }));
  const learner = new Learner();
  for (const each of observations) learner.add(each);
  let suggestions = learner.suggest(options);
  for (let round = 1; round < 5; round++) {
    const wrong = observations.filter((each) => fateBy(suggestions, each.request) !== each.fate);
    if (wrong.length === 0) break;
    const before = suggestions;
    const mended = wrong.map((each) => learner.mend(each, fateBy(before, each.request), null, round));
    if (!mended.includes(true)) break;
    suggestions = learner.suggest(options);
  }
  return suggestions;
}

const sets = new WeakMap<readonly Suggestion[], PolicySet>();

function fateBy(suggestions: readonly Suggestion[], request: AuthorizationRequest): Fate {
  // By way of the text: what is printed is what counts.
  const set =
    sets.get(suggestions) ??
    setOf(suggestions.map((each) => policyOf(policyText(each.policy, { head: [], rules: [], foot: [] }))));
  sets.set(suggestions, set);
  const { agent, server } = request;
  return fateOf(set.authorizerFor({ agent, server, observe: false }).authorize(request));
}

function rulesOf(seen: readonly Seen[]): readonly JsonObject[] {
  const [suggestion] = learn(seen);
  return (suggestion?.policy['rules'] ?? []) as JsonObject[];
}

function argsOf(calls: readonly JsonObject[]): JsonValue {
  return rulesOf(calls.map((args) => ({ args })))[0]?.['args'] ?? null;
}

describe('what is learned of arguments', () => {
  it.each<[what: string, calls: JsonObject[], args: JsonObject]>([
    ['a path', [{ path: '/data/p/a.txt' }, { path: '/data/p/x/b.txt' }], { path: { under: ['/data/p'] } }],
    ['a relative path, by the name of the argument', [{ path: 'p/a.txt' }], { path: { under: ['/data/p'] } }],
    ['no path, by another name', [{ ref: 'p/a.txt' }], { ref: { equals: 'p/a.txt' } }],
    ['no words of a text', [{ content: 'hi' }, { content: 'hi' }], { content: { type: 'string', max_length: 64 } }],
    [
      'paths in a list',
      [{ paths: ['/data/p/a'] }, { paths: [] }],
      { paths: { each: { under: ['/data/p/a'] }, max_length: 1 } },
    ],
    ['a host', [{ url: 'https://a.com/x' }, { url: 'https://b.com/' }], { url: { host: ['a.com', 'b.com'] } }],
    ['a scheme and a port', [{ url: 'http://a.com:81/' }], { url: { host: ['a.com:81'], schemes: ['http'] } }],
    ['a range', [{ n: 3 }, { n: -1 }, { n: 7 }], { n: { type: 'integer', min: -1, max: 7 } }],
    ['a range of fractions', [{ n: 0.5 }, { n: 2 }], { n: { type: 'number', min: 0.5, max: 2 } }],
    ['a number that is always the same', [{ n: 3 }, { n: 3 }], { n: { equals: 3 } }],
    ['an integer that YAML cannot hold', [{ n: 1e21 }], { n: { type: 'integer' } }],
    ['a few words that come again', [{ m: 'a' }, { m: 'b' }, { m: 'a' }], { m: { in: ['a', 'b'] } }],
    ['words that do not', [{ q: 'cats' }, { q: 'dogs' }], { q: { type: 'string', max_length: 64 } }],
    ['what people write', [{ q: 'a long text' }, { q: 'a long text' }], { q: { type: 'string', max_length: 64 } }],
    ['a longer text', [{ q: 'x y'.repeat(50) }], { q: { type: 'string', max_length: 256 } }],
    ['both truth values', [{ f: true }, { f: false }], { f: { type: 'boolean' } }],
    ['one truth value', [{ f: true }, { f: true }], { f: { equals: true } }],
    ['what may be missing', [{ n: 1, f: true }, { n: 1 }], { f: { equals: true, optional: true }, n: { equals: 1 } }],
    ['null', [{ x: null }], { x: { equals: null } }],
    ['null or a word', [{ x: null }, { x: 'a' }, { x: 'a' }], { x: { in: [null, 'a'] } }],
    ['null or a text', [{ x: null }, { x: 'a b' }], { x: { type: ['null', 'string'] } }],
    [
      'an object',
      [{ o: { a: 1 } }, { o: { a: 2, b: 'x' } }],
      { o: { keys: { a: { type: 'integer', min: 1, max: 2 }, b: { equals: 'x', optional: true } } } },
    ],
    [
      'objects in a list',
      [{ e: [{ old: 'x', new: 'y' }] }],
      { e: { each: { keys: { old: { equals: 'x' }, new: { equals: 'y' } } }, max_length: 1 } },
    ],
    ['an empty list', [{ l: [] }], { l: { type: 'array', max_length: 0 } }],
    ['an empty object', [{ o: {} }], { o: { keys: {} } }],
    ['a mixture', [{ x: [1] }, { x: 'a' }], { x: { type: ['array', 'string'] } }],
    ['a name that means more in a key', [{ 'a.b*': 1 }], { 'a\\.b\\*': { equals: 1 } }],
    [
      'no value of a credential',
      [{ password: 'hunter2' }, { password: 'hunter2' }],
      { password: { type: 'string', max_length: 64 } },
    ],
    ['no value that looks like one', [{ key: 'sk-1' }, { key: 'sk-1' }], { key: { type: 'string', max_length: 64 } }],
    [
      'what is too deep only by its type',
      [{ a: [[[[[1]]]]] }],
      {
        a: {
          each: { each: { each: { each: { type: 'array' }, max_length: 1 }, max_length: 1 }, max_length: 1 },
          max_length: 1,
        },
      },
    ],
  ])('%s', (_, calls, args) => {
    expect(argsOf(calls)).toEqual(args);
  });

  it('says nothing more than that there are none, where there are none', () => {
    expect(rulesOf([{ args: {} }, { args: null }])).toEqual([
      {
        id: 'read',
        action: 'read',
        effect: 'allow',
        reason: 'Seen 2 times when this was written',
        unlisted_args: 'deny',
      },
    ]);
  });

  it('says so where a directory is broad, hosts are many, or keys are', () => {
    const [paths] = learn([{ args: { path: '/home/ada' } }]);
    expect(paths?.remarks).toEqual([['`path`: `/home/ada` is a lot: the paths have no smaller directory in common']]);
    const hosts = Array.from({ length: 17 }, (_, i) => ({ args: { url: `https://h${i}.com/` } }));
    expect(learn(hosts)[0]?.remarks).toEqual([['`url`: 17 different hosts: any public one is allowed']]);
    const keys = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, i]));
    expect(learn([{ args: { o: keys } }])[0]?.remarks).toEqual([
      ['`o`: an object of many different keys: any object is allowed'],
    ]);
  });
});

describe('what is learned of names', () => {
  it('is a rule for each tool, prompt and method, and none for what has a glob in its name', () => {
    const rules = rulesOf([
      { action: 'write', args: {} },
      { action: '*', args: {} },
      { action: 'a/b', args: {} },
      { method: 'prompts/get', action: 'write', args: null },
      { method: 'resources/read', action: null, resource: 'file:///data/x', args: null },
      { method: 'roots/list', action: null, args: null },
      { method: 'x/*', action: null, args: null },
    ]);
    expect(rules.map(({ id, method, action, resource }) => ({ id, method, action, resource }))).toEqual([
      { id: 'write', method: 'prompts/get', action: 'write' },
      { method: 'resources/read', resource: ['file:///data/x'] },
      { method: 'roots/list' },
      { action: String.raw`\*` },
      { action: '*/a/b' },
      { action: 'write' },
      { method: String.raw`x/\*` },
    ]);
    const suggestions = learn([{ action: '*', args: {} }]);
    expect(fateBy(suggestions, requestOf({ action: '*' }))).toBe('through');
    expect(fateBy(suggestions, requestOf({ action: 'write' }))).toBe('deny');
  });

  it('is a policy for each agent at each server', () => {
    const suggestions = learn([{}, { server: 'git hub', args: {} }, { agent: 'b', args: {} }]);
    expect(suggestions.map(({ policy }) => [policy['name'], policy['agents'], policy['servers']])).toEqual([
      ['suggested-a-fs', ['a'], ['fs']],
      ['suggested-a-git-hub', ['a'], ['git hub']],
      ['suggested-b-fs', ['b'], ['fs']],
    ]);
    expect(learn([{ server: 'x y' }, { server: 'x?y' }]).map(({ policy }) => policy['name'])).toEqual([
      'suggested-x-y',
      'suggested-x-y-2',
    ]);
  });

  it('leaves out what no allow rule can name, and says so', () => {
    const [suggestion] = learn([
      { args: {} },
      { action: 're\u200bad', args: {} },
      { args: { '': 1 } },
      { method: 'resources/read', action: null, resource: 'file:///a/..%2fb', args: null },
      { method: 'resources/read', action: null, resource: null, args: null },
    ]);
    expect(suggestion?.missed.map(({ name, count }) => [name, count])).toEqual([
      ['re\u200bad', 1],
      ['read', 1],
      ['file:///a/..%2fb', 1],
      ['resources/read', 1],
    ]);
    expect(learn([{ agent: 'a\u202e', args: {} }])).toEqual([]);
    expect(learn([{ fate: 'deny' }])).toEqual([]);
  });

  it('stays bounded, however many tools, servers and arguments there are', () => {
    const learner = new Learner();
    for (let i = 0; i < 700; i++) {
      const request = requestOf({ action: `tool${i}`, server: `s${i % 300}`, args: { [`arg${i}`]: i } });
      learner.add({ request, fate: 'through', why: '', environment });
      learner.add({ request: { ...request, action: 'one', server: 's0' }, fate: 'through', why: '', environment });
    }
    const suggestions = learner.suggest(options);
    expect(suggestions).toHaveLength(200);
    expect((suggestions[0]?.policy['rules'] as unknown[]).length).toBeLessThanOrEqual(500);
  });
});

describe('what is learned of denials', () => {
  it('is told, and nothing that was denied is allowed', () => {
    const seen: Seen[] = [
      { args: { path: '/data/p/a.txt' } },
      { args: { path: '/data/p/src/b.txt' } },
      { args: { path: '/data/p/.env' }, fate: 'deny' },
      { args: { path: '/data/p/.env' }, fate: 'deny' },
      { action: 'write', args: { path: '/data/p/x' }, fate: 'deny' },
    ];
    const [suggestion] = learn(seen);
    expect(suggestion?.denied.map(({ name, count }) => [name, count])).toEqual([
      ['read', 2],
      ['write', 1],
    ]);
    expect(rulesOf(seen)[0]?.['args']).toEqual({ path: { under: ['/data/p/a.txt', '/data/p/src'] } });
  });

  it('lists everything where a path does not tell them apart', () => {
    const seen: Seen[] = [
      { args: { path: '/data/p/a.txt', n: 1 } },
      { args: { path: '/data/p/b.txt', n: 9 } },
      { args: { path: '/data/p/a.txt', n: 5 }, fate: 'deny' },
    ];
    expect(rulesOf(seen)[0]?.['args']).toEqual({ n: { in: [1, 9] }, path: { in: ['/data/p/a.txt', '/data/p/b.txt'] } });
  });

  it('keeps a directory that was listed apart from what lies in it', () => {
    const seen: Seen[] = [{ args: { path: '/data/p' } }, { args: { path: '/data/p/.env' }, fate: 'deny' }];
    const suggestions = learn(seen);
    expect(fateBy(suggestions, requestOf({ args: { path: '/data/p' } }))).toBe('through');
    expect(fateBy(suggestions, requestOf({ args: { path: '/data/p/.env' } }))).toBe('deny');
  });

  it('asks where a person was asked', () => {
    const seen: Seen[] = [{ args: { n: 1 } }, { args: { n: 5 }, fate: 'ask' }, { args: { n: 9 }, fate: 'deny' }];
    const suggestions = learn(seen);
    expect(suggestions[0]?.policy['rules']).toMatchObject([
      { id: 'read', effect: 'allow', args: { n: { equals: 1 } } },
      { id: 'read-ask', effect: 'ask', args: { n: { equals: 5, present: true } } },
    ]);
    expect(fateBy(suggestions, requestOf({ args: {} }))).toBe('deny');
  });
});

describe('a suggestion', () => {
  const value: fc.Arbitrary<JsonValue> = fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -9, max: 9 }),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(
      'a',
      'b',
      'two words',
      'https://a.com/',
      'http://b.com:8/x',
      '/data/x/a.txt',
      '/data/y',
      '~/z',
      '\u202e',
    ),
    fc.array(fc.constantFrom('/data/x', '/etc/passwd', 'c'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('k', '__proto__', 'l'), fc.integer({ min: 0, max: 3 }), { maxKeys: 2 }),
  );
  const args = fc.dictionary(fc.constantFrom('path', 'n', 'a.b', 'file'), value, { maxKeys: 3 });
  const seen = fc.record({ action: fc.constantFrom('read', 'list'), args });

  it('allows everything that it was made from, and denies what is one step beside it', () => {
    fc.assert(
      fc.property(fc.array(seen, { minLength: 1, maxLength: 8 }), (calls) => {
        const suggestions = learn(calls);
        for (const call of calls) {
          const request = requestOf(call);
          expect(fateBy(suggestions, request), JSON.stringify([call, suggestions])).toBe('through');
          expect(fateBy(suggestions, { ...request, args: { ...call.args, more: 1 } })).toBe('deny');
          expect(fateBy(suggestions, { ...request, action: `${call.action}x` })).toBe('deny');
          expect(fateBy(suggestions, { ...request, server: 'other' })).toBe('deny');
          expect(fateBy(suggestions, { ...request, agent: 'other' })).toBe('deny');
          expect(fateBy(suggestions, { ...request, method: 'prompts/get' })).toBe('deny');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('denies a number, a path, a host, a word and a length outside of what was seen', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ n: fc.integer({ min: -99, max: 99 }), f: fc.constantFrom('x', 'y') }), {
          minLength: 2,
          maxLength: 9,
        }),
        (some) => {
          const calls = some.map(({ n, f }) => ({
            args: {
              n,
              path: `/data/p/${f}/${n}.txt`,
              url: `https://${f}.com/${n}`,
              mode: 'fast',
              text: `some text ${n}`,
            },
          }));
          const suggestions = learn(calls);
          const [{ args: first } = { args: {} }] = calls;
          const fate = (change: JsonObject) => fateBy(suggestions, requestOf({ args: { ...first, ...change } }));
          expect(fate({})).toBe('through');
          const numbers = some.map(({ n }) => n);
          const outside: JsonObject[] = [
            { n: Math.max(...numbers) + 1 },
            { n: Math.min(...numbers) - 1 },
            { n: 0.5 },
            { path: '/data/q/x/1.txt' },
            { path: '/data/p/../q/1.txt' },
            { path: '/data/p-evil/x' },
            { url: 'https://z.com/' },
            { url: 'http://x.com/' },
            { mode: 'slow' },
            { text: 'x'.repeat(65) },
            { text: 7 },
          ];
          for (const change of outside) expect(fate(change), JSON.stringify(change)).toBe('deny');
        },
      ),
      { numRuns: 100 },
    );
  });

  it('goes on allowing what was allowed, whatever it keeps out', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ args, denied: fc.boolean() }), { minLength: 1, maxLength: 8 }), (calls) => {
        const allowed = calls.filter(({ denied }) => !denied);
        const suggestions = learn(
          calls.map(({ args: each, denied }) => ({ args: each, fate: denied ? 'deny' : 'through' })),
        );
        for (const call of allowed) {
          expect(fateBy(suggestions, requestOf({ args: call.args })), JSON.stringify(suggestions)).toBe('through');
        }
      }),
      { numRuns: 200 },
    );
  });

  it('allows nothing that was denied, as far as it can be told from what was allowed', () => {
    const number = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(fc.array(number, { minLength: 1 }), fc.array(number), (allowed, denied) => {
        const held = denied.filter((n) => !allowed.includes(n));
        const calls = (fate: Fate, numbers: readonly number[]): Seen[] => numbers.map((n) => ({ args: { n }, fate }));
        const suggestions = learn([...calls('through', allowed), ...calls('deny', held)]);
        for (const n of held) expect(fateBy(suggestions, requestOf({ args: { n } }))).toBe('deny');
        for (const n of allowed) expect(fateBy(suggestions, requestOf({ args: { n } }))).toBe('through');
      }),
      { numRuns: 200 },
    );
  });
});
