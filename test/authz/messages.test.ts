import { describe, expect, it } from 'vitest';
import { parseText } from '../support/policyOf.ts';

/** A policy of one rule, which stands in line 4 from column 5. */
const rule = (text: string) => `name: p\nagents: ["*"]\nrules:\n  - ${text}\n`;
const allow = (more: string) => rule(`{ action: a, effect: allow, reason: r, ${more} }`);
const action = (glob: string) => rule(`{ action: ${JSON.stringify(glob)}, effect: deny, reason: r }`);
const argument = (matcher: string) => allow(`args: { x: ${matcher} }`);
const when = (text: string) => allow(`when: '${text}'`);

/** Every kind of problem that the validator finds, and how it says so. */
const PROBLEMS: readonly (readonly [what: string, text: string, problems: readonly string[]])[] = [
  [
    'a list in place of a policy',
    '- a\n',
    ['1:1: unexpected list, expected a policy: a map with `name`, `agents` and `rules`'],
  ],
  [
    'a text in place of a policy',
    'a\n',
    ['1:1: unexpected string `a`, expected a policy: a map with `name`, `agents` and `rules`'],
  ],
  [
    'nothing that is required',
    'mode: enforce\n',
    [
      '1:1: missing `name`, expected the name of the policy',
      '1:1: missing `agents`, expected a list of globs on the names of agents, `["*"]` for any',
      '1:1: missing `rules`, expected a list of rules',
    ],
  ],
  [
    'a key that is near a known one',
    `name: p\nagents: ["*"]\nprority: 1\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['3:1: unknown key `prority`, did you mean `priority`?'],
  ],
  [
    'a key that is near none',
    `name: p\nagents: ["*"]\nzzz: 1\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    [
      '3:1: unknown key `zzz`, expected one of `name`, `description`, `priority`, `servers`, `mode`, `owasp`, `agents`, `rules`',
    ],
  ],
  [
    'a name that is a number',
    `name: 7\nagents: ["*"]\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['1:7: unexpected number `7`, expected the name of the policy, in quotes'],
  ],
  [
    'an empty name',
    `name: ""\nagents: ["*"]\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['1:7: unexpected string ``, expected the name of the policy'],
  ],
  [
    'a name with a slash',
    `name: a/b\nagents: ["*"]\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['1:7: `a/b` is no name, expected at most 256 visible characters without `/`'],
  ],
  [
    'a name with a control character',
    `name: "a\\x07"\nagents: ["*"]\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['1:7: unexpected control character, expected the name of the policy'],
  ],
  [
    'a description that is a list',
    `name: p\ndescription: [a]\nagents: ["*"]\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['2:14: unexpected list, expected a description'],
  ],
  [
    'a priority out of bounds',
    `name: p\npriority: 101\nagents: ["*"]\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['2:11: unexpected number `101`, expected a whole number from 0 to 100'],
  ],
  [
    'an unknown mode',
    `name: p\nmode: watch\nagents: ["*"]\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['2:7: unknown mode `watch`, expected `enforce` or `observe`'],
  ],
  [
    'a mode that is nearly one',
    `name: p\nmode: enforced\nagents: ["*"]\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['2:7: unknown mode `enforced`, expected `enforce` or `observe`, did you mean `enforce`?'],
  ],
  [
    'a mode that is a truth value',
    `name: p\nmode: true\nagents: ["*"]\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['2:7: unexpected boolean `true`, expected `enforce` or `observe`'],
  ],
  [
    'agents that are no list',
    `name: p\nagents: "*"\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['2:9: unexpected string `*`, expected a list of globs on agent names, such as `["*"]`'],
  ],
  [
    'servers that are an empty list',
    `name: p\nagents: ["*"]\nservers: []\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['3:10: unexpected empty list, expected a list of globs on server names, such as `["*"]`'],
  ],
  [
    'an agent that is a number',
    `name: p\nagents: [7]\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['2:10: unexpected number `7`, expected glob on the name of agents'],
  ],
  [
    'threats that are no list',
    `name: p\nagents: ["*"]\nowasp: ASI01\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['3:8: unexpected string `ASI01`, expected a list of threat ids, such as `[ASI02, MCP05]`'],
  ],
  [
    'a threat that is nearly one',
    `name: p\nagents: ["*"]\nowasp: [ASI1]\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['3:9: unknown threat id `ASI1`, expected ASI01 to ASI10, LLM01 to LLM10 or MCP01 to MCP10, did you mean `ASI01`?'],
  ],
  [
    'a threat that is none',
    `name: p\nagents: ["*"]\nowasp: [hacking]\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['3:9: unknown threat id `hacking`, expected ASI01 to ASI10, LLM01 to LLM10 or MCP01 to MCP10'],
  ],
  [
    'a threat that is a number',
    `name: p\nagents: ["*"]\nowasp: [1]\nrules: [{ action: a, effect: deny, reason: r }]\n`,
    ['3:9: unexpected number `1`, expected threat id'],
  ],
  [
    'rules that are a map',
    `name: p\nagents: ["*"]\nrules: { action: a }\n`,
    ['3:8: unexpected map, expected a list of rules'],
  ],
  [
    'rules that are an empty list',
    `name: p\nagents: ["*"]\nrules: []\n`,
    ['3:8: unexpected empty list, expected a list of rules'],
  ],
  [
    'a rule that is a text',
    rule('deny everything'),
    ['4:5: unexpected string `deny everything`, expected a rule: a map with `action`, `effect` and `reason`'],
  ],
  [
    'a rule without anything',
    rule('{}'),
    [
      '4:5: missing `effect`, expected `allow`, `deny` or `ask`',
      '4:5: missing `reason`, expected a sentence for people and models',
      '4:5: missing `action`, expected a glob on the name of a tool, `"*"` for any',
    ],
  ],
  [
    'two rules of one id',
    `name: p\nagents: ["*"]\nrules:\n  - { id: x, action: a, effect: deny, reason: r }\n  - { id: x, action: b, effect: deny, reason: r }\n`,
    ['5:5: duplicate rule id `x`, expected another one'],
  ],
  [
    'an id with a slash',
    rule('{ id: a/b, action: a, effect: deny, reason: r }'),
    ['4:11: `a/b` is no name, expected at most 256 visible characters without `/`'],
  ],
  [
    'an unknown effect',
    rule('{ action: a, effect: block, reason: r }'),
    ['4:26: unknown effect `block`, expected `allow`, `deny` or `ask`'],
  ],
  [
    'an effect that is nearly one',
    rule('{ action: a, effect: alow, reason: r }'),
    ['4:26: unknown effect `alow`, expected `allow`, `deny` or `ask`, did you mean `allow`?'],
  ],
  [
    'an effect that is a list',
    rule('{ action: a, effect: [deny], reason: r }'),
    ['4:26: unexpected list, expected `allow`, `deny` or `ask`'],
  ],
  [
    'a reason that is a number',
    rule('{ action: a, effect: deny, reason: 3 }'),
    ['4:40: unexpected number `3`, expected a sentence, in quotes'],
  ],
  [
    'a reason that is empty',
    rule('{ action: a, effect: deny, reason: }'),
    ['4:40: unexpected empty value, expected a sentence'],
  ],
  [
    'a reason with an escape sequence',
    rule('{ action: a, effect: deny, reason: "\\e[31m" }'),
    ['4:40: unexpected control character, expected a sentence'],
  ],
  [
    'an action that is a map',
    rule('{ action: {}, effect: deny, reason: r }'),
    ['4:15: unexpected empty map, expected glob on the name of a tool or a list of them'],
  ],
  [
    'an action that is an empty list',
    rule('{ action: [], effect: deny, reason: r }'),
    ['4:15: unexpected empty list, expected at least one glob on the name of a tool'],
  ],
  [
    'an action that is a number',
    rule('{ action: [a, 3], effect: deny, reason: r }'),
    ['4:19: unexpected number `3`, expected glob on the name of a tool'],
  ],
  ['an action that ends in a slash', action('a/'), ['4:15: unexpected string `a/`, expected `tool` or `server/tool`']],
  [
    'an action for a method that names nothing',
    rule('{ method: roots/list, action: a, effect: deny, reason: r }'),
    ['4:35: `action` never matches `roots/list`, which names none, expected `resource` or neither'],
  ],
  [
    'a glob with an unclosed brace',
    action('{a'),
    ['4:15: the glob `{a` cannot be read: unclosed `{`, expected `}`, or `\\{` for the character'],
  ],
  [
    'a glob with a brace too many',
    action('a}'),
    ['4:15: the glob `a}` cannot be read: unexpected `}`, expected `\\}` for the character'],
  ],
  [
    'a glob with braces of one alternative',
    action('{a}'),
    [
      '4:15: the glob `{a}` cannot be read: braces with a single alternative, expected `{a,b}`, or `\\{` and `\\}` for the characters',
    ],
  ],
  [
    'a glob whose braces are nested too deep',
    action('{a,'.repeat(9) + 'b' + '}'.repeat(9)),
    ['4:15: the glob `{a,{a,{a,{a,{a,{a,{a,{a,{a,b}}}}}}}}}` cannot be read: braces are nested more than 8 deep'],
  ],
  [
    'a glob whose braces expand to too many',
    action('{a,b,c,d}'.repeat(5)),
    [
      '4:15: the glob `{a,b,c,d}{a,b,c,d}{a,b,c,d}{a,b,c,d}{a,b,c,d}` cannot be read: the braces expand to more than 256 alternatives',
    ],
  ],
  [
    'a glob with an unclosed bracket',
    action('[a'),
    ['4:15: the glob `[a` cannot be read: unclosed `[`, expected `]`, or `\\[` for the character'],
  ],
  [
    'a glob with empty brackets',
    action('[]'),
    ['4:15: the glob `[]` cannot be read: empty `[]`, expected characters in it, or `\\[` for the character'],
  ],
  [
    'a glob with another negation',
    action('[^a]'),
    ['4:15: the glob `[^a]` cannot be read: unexpected `[^`, expected `[!` to negate, or `[\\^`'],
  ],
  [
    'a glob with a bracket in brackets',
    action('[[a]'),
    ['4:15: the glob `[[a]` cannot be read: unexpected `[` in `[...]`, expected `\\[` for the character'],
  ],
  [
    'a glob with a range that runs backwards',
    action('[z-a]'),
    ['4:15: the glob `[z-a]` cannot be read: the range in `[...]` runs backwards, expected the lower end first'],
  ],
  [
    'a glob that ends in a backslash',
    action('a\\'),
    ['4:15: the glob `a\\` cannot be read: the pattern ends in a backslash, expected the character it escapes'],
  ],
  [
    'a glob with a bar',
    action('a|b'),
    [
      '4:15: the glob `a|b` cannot be read: unexpected `|`, expected `{a,b}` for alternatives or `\\|` for the character',
    ],
  ],
  [
    'a glob with an extended pattern',
    action('+(a|b)'),
    [
      '4:15: the glob `+(a|b)` cannot be read: `+(` starts an extended glob, expected `{a,b}` for alternatives or `+\\(` for the character',
    ],
  ],
  [
    'a glob with a character that nobody sees',
    action('a\u200bb'),
    [
      '4:15: the glob `a\u200bb` cannot be read: the pattern has an invisible character (U+200B), expected only visible ones',
    ],
  ],
  [
    'an empty glob',
    allow('method: ""'),
    ['4:52: the glob `` cannot be read: the pattern is empty, expected `*` for any'],
  ],
  [
    'a resource with dots',
    rule('{ method: resources/read, resource: "file:///a/../b", effect: deny, reason: r }'),
    [
      '4:41: the glob `file:///a/../b` cannot be read: a `.` or `..` segment never matches, expected the path that it stands for',
    ],
  ],
  [
    'a resource with two stars in a segment',
    rule('{ method: resources/read, resource: "file:///a**", effect: deny, reason: r }'),
    [
      '4:41: the glob `file:///a**` cannot be read: `**` within a path segment, expected `**` as a whole segment (`dir/**`), or `*`',
    ],
  ],
  [
    'a resource with a slash in brackets',
    rule('{ method: resources/read, resource: "file:///[a/]", effect: deny, reason: r }'),
    [
      '4:41: the glob `file:///[a/]` cannot be read: `[...]` never matches `/` in a path, expected it outside of the brackets',
    ],
  ],
  [
    'args that are a list',
    allow('args: [x]'),
    ['4:50: unexpected list, expected a map of arguments and what each must be, such as `path: { under: ["/data"] }`'],
  ],
  [
    'args that are empty',
    allow('args: {}'),
    [
      '4:50: unexpected empty map, expected a map of arguments and what each must be, such as `path: { under: ["/data"] }`',
    ],
  ],
  [
    'an argument with an empty name',
    allow('args: { a..b: 1 }'),
    ['4:52: the argument `a..b` cannot be read: an empty name in an argument key, expected `a.b`, or `\\.` for a dot'],
  ],
  [
    'an argument with a star beside letters',
    allow('args: { "a*": 1 }'),
    [
      '4:52: the argument `a*` cannot be read: `*` stands for one whole key, expected it alone, or `\\*` for the character',
    ],
  ],
  [
    'an argument with two stars',
    allow('args: { "**": 1 }'),
    ['4:52: the argument `**` cannot be read: `*` stands for one whole key, expected a single one'],
  ],
  [
    'an argument that ends in a backslash',
    allow("args: { 'a\\': 1 }"),
    ['4:52: the argument `a\\` cannot be read: an argument key ends in a backslash, expected the character it escapes'],
  ],
  [
    'an argument that is too deep',
    allow(`args: { ${'a.'.repeat(16)}a: 1 }`),
    ['4:52: the argument `a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a` cannot be read: an argument key of more than 16 names'],
  ],
  [
    'unlisted_args that are neither',
    allow('unlisted_args: maybe'),
    ['4:59: unknown value `maybe`, expected `allow` or `deny`'],
  ],
  [
    'unlisted_args that let a deny rule be escaped',
    rule('{ action: a, effect: deny, reason: r, unlisted_args: deny }'),
    ['4:58: `unlisted_args: deny` would let a call escape this deny rule by one more argument, expected `allow`'],
  ],
  ['no matcher', argument('{}'), ['4:55: no matcher, expected at least one, such as `{ type: string }`']],
  [
    'an unknown matcher',
    argument('{ regexp: a }'),
    [
      '4:57: unknown matcher `regexp`, expected one of equals, in, glob, matches, under, host, type, min, max, min_length, max_length, each, any, keys, not, absent, schemes, optional, present',
    ],
  ],
  [
    'a matcher that is nearly one',
    argument('{ uder: /data }'),
    ['4:57: unknown matcher `uder`, did you mean `under`?'],
  ],
  [
    'an empty value',
    argument(''),
    ['4:56: unexpected empty value, expected a value, a list or matchers (`{ equals: null }` for null itself)'],
  ],
  [
    'matchers that are nested too deep',
    argument('{ not: '.repeat(18) + 'a' + ' }'.repeat(18)),
    ['4:174: matchers are nested more than 16 deep'],
  ],
  [
    'optional that is not true',
    argument('{ type: string, optional: yes }'),
    ['4:81: `optional` takes `true` only; leave it out where it does not hold'],
  ],
  [
    'optional beside present',
    argument('{ type: string, optional: true, present: true }'),
    ['4:55: `optional` and `present` exclude each other, expected one of them'],
  ],
  [
    'schemes without a host',
    argument('{ type: string, schemes: https }'),
    ['4:71: `schemes` refines `host`, expected `host` beside it'],
  ],
  [
    'in with a single value',
    argument('{ in: a }'),
    ['4:61: unexpected string `a`, expected a list of at least one value'],
  ],
  [
    'in with an empty list',
    argument('{ in: [] }'),
    ['4:61: unexpected empty list, expected a list of at least one value'],
  ],
  ['glob with a map', argument('{ glob: { a: b } }'), ['4:63: unexpected map, expected pattern or a list of them']],
  [
    'glob that cannot be read',
    argument('{ glob: "[" }'),
    ['4:63: unclosed `[`, expected `]`, or `\\[` for the character, in `[`'],
  ],
  [
    'matches that cannot be read',
    argument('{ matches: "(" }'),
    ['4:66: error parsing regexp: missing closing ): `(`, expected RE2 syntax, in `(`'],
  ],
  [
    'matches with what RE2 does not have',
    argument('{ matches: "(?=a)" }'),
    ['4:66: error parsing regexp: invalid or unsupported Perl syntax: `(?=`, expected RE2 syntax, in `(?=a)`'],
  ],
  [
    'matches that is too long',
    argument(`{ matches: ${'a'.repeat(1001)} }`),
    [
      '4:66: the expression is longer than 1000 characters, expected RE2 syntax, in `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…`',
    ],
  ],
  [
    'under a relative path',
    argument('{ under: data }'),
    ['4:64: expected an absolute path, or one that starts with `~/`, in `data`'],
  ],
  ['under two slashes', argument('{ under: //data }'), ['4:64: expected a single `/` at the start, in `//data`']],
  [
    'under a backslash',
    argument("{ under: '/da\\ta' }"),
    ['4:64: unexpected control character or backslash in a path, in `/da\\ta`'],
  ],
  [
    'under a wildcard',
    argument('{ under: "/data/*" }'),
    ['4:64: unexpected wildcard, expected a directory (all below it is included), in `/data/*`'],
  ],
  [
    'under a climb',
    argument('{ under: /data/../etc }'),
    ['4:64: unexpected `.` or `..` in a path, expected the directory itself, in `/data/../etc`'],
  ],
  ['under a number', argument('{ under: [7] }'), ['4:65: unexpected number `7`, expected directory']],
  [
    'host with a path',
    argument('{ host: example.com/a }'),
    ['4:63: unexpected host `example.com/a`, expected `example.com`, `*.example.com`, `example.com:8443` or `*`'],
  ],
  [
    'host with a star in the middle',
    argument('{ host: "a.*.com" }'),
    ['4:63: unexpected host `a.*.com`, expected `example.com`, `*.example.com`, `example.com:8443` or `*`'],
  ],
  [
    'an unknown scheme',
    argument('{ host: a.com, schemes: [gopher] }'),
    ['4:80: unknown scheme `gopher`, expected one of https, http, wss, ws, ftp'],
  ],
  [
    'a scheme that is nearly one',
    argument('{ host: a.com, schemes: [htps] }'),
    ['4:80: unknown scheme `htps`, did you mean `https`?'],
  ],
  [
    'an unknown type',
    argument('{ type: date }'),
    ['4:63: unknown type `date`, expected one of string, number, integer, boolean, array, object, null'],
  ],
  ['a type that is nearly one', argument('{ type: strng }'), ['4:63: unknown type `strng`, did you mean `string`?']],
  ['a minimum in words', argument('{ min: few }'), ['4:62: unexpected string `few`, expected a number']],
  [
    'a negative length',
    argument('{ max_length: -1 }'),
    ['4:69: unexpected number `-1`, expected a whole number from 0 on'],
  ],
  ['keys that are a list', argument('{ keys: [a] }'), ['4:63: unexpected list, expected a map of keys to matchers']],
  [
    'absent that is not true',
    argument('{ absent: false }'),
    ['4:65: unexpected boolean `false`, expected `true`, or another matcher for an argument that must be there'],
  ],
  [
    'conditions that are empty',
    allow('conditions: {}'),
    ['4:56: unexpected empty map, expected a map of context keys and what each must be'],
  ],
  [
    'a condition that is a list',
    allow('conditions: { env: [a] }'),
    ['4:63: unexpected list, expected a glob, a number, `true` or `false`'],
  ],
  [
    'a rate limit in words',
    allow('rate_limit: often'),
    [
      '4:56: unexpected string `often`, expected `{ max_calls: 10, window: 60 }`, or for short `10/min`, `30/60s`, `20/h` or `100/d`',
    ],
  ],
  [
    'a rate limit of none',
    allow('rate_limit: 0/min'),
    [
      '4:56: unexpected string `0/min`, expected `{ max_calls: 10, window: 60 }`, or for short `10/min`, `30/60s`, `20/h` or `100/d`',
    ],
  ],
  [
    'a rate limit without a window',
    allow('rate_limit: { max_calls: 3 }'),
    ['4:56: missing `window`, expected the length of the window in seconds'],
  ],
  [
    'a rate limit without calls',
    allow('rate_limit: { window: 3 }'),
    ['4:56: missing `max_calls`, expected how many calls may go through'],
  ],
  [
    'a rate limit out of bounds',
    allow('rate_limit: { max_calls: 3, window: 9999999 }'),
    ['4:80: unexpected number `9999999`, expected a whole number from 1 to 2678400'],
  ],
  [
    'a rate limit per user',
    allow('rate_limit: { max_calls: 3, window: 1, per: user }'),
    ['4:88: unknown counter `user`, expected `agent`, `session`, `server` or `global`'],
  ],
  [
    'a rate limit of a deny rule',
    rule('{ action: a, effect: deny, reason: r, rate_limit: 3/min }'),
    ['4:55: `rate_limit` is about what a rule lets through, expected it beside `allow` or `ask` only'],
  ],
  [
    'a result of nothing',
    allow('result: {}'),
    ['4:52: unexpected empty map, expected at least one of `secrets`, `injection`, `max_bytes` and `taint`'],
  ],
  [
    'a result with an unknown treatment',
    allow('result: { secrets: hide }'),
    ['4:63: unknown treatment `hide`, expected `redact`, `deny` or `allow`'],
  ],
  [
    'a result with taint in words',
    allow('result: { taint: always }'),
    ['4:61: unexpected string `always`, expected `true` or `false`'],
  ],
  [
    'a result without bytes',
    allow('result: { max_bytes: 0 }'),
    ['4:65: unexpected number `0`, expected a whole number from 1 to 9007199254740991'],
  ],
  [
    'a result of a deny rule',
    rule('{ action: a, effect: deny, reason: r, result: { taint: true } }'),
    ['4:51: `result` is about what a rule lets through, expected it beside `allow` or `ask` only'],
  ],
  [
    'asking about nothing',
    rule('{ action: a, effect: ask, reason: r, ask: {} }'),
    ['4:47: unexpected empty map, expected `timeout`, `remember` or both'],
  ],
  [
    'asking for ever',
    rule('{ action: a, effect: ask, reason: r, ask: { timeout: 86401 } }'),
    ['4:58: unexpected number `86401`, expected a whole number from 1 to 86400'],
  ],
  [
    'asking once, not in a list',
    rule('{ action: a, effect: ask, reason: r, ask: { remember: once } }'),
    ['4:59: unexpected string `once`, expected a list of `once`, `session` and `pattern`'],
  ],
  [
    'asking always',
    rule('{ action: a, effect: ask, reason: r, ask: { remember: [always] } }'),
    ['4:60: unknown reach `always`, expected `once`, `session` or `pattern`'],
  ],
  [
    'asking in an allow rule',
    allow('ask: { timeout: 3 }'),
    ['4:49: `ask` says how a person is asked, expected it beside `effect: ask` only'],
  ],
  [
    'a simple form without an agent',
    'tools: { a: allow }\n',
    ['1:1: missing `agent`, expected the name of an agent, `"*"` for any'],
  ],
  [
    'a simple form without tools',
    'agent: a\n',
    ['1:1: missing `tools`, expected a map of tools and what is done about each'],
  ],
  [
    'a simple form with tools that are a list',
    'agent: a\ntools: [b]\n',
    ['2:8: unexpected list, expected a map of tools and what is done about each, such as `"email.read": allow`'],
  ],
  [
    'a simple form with an unknown effect',
    'agent: a\ntools: { b: maybe }\n',
    ['2:13: unknown effect `maybe`, expected `allow`, `deny` or `ask`'],
  ],
  [
    'a simple form for a glob, without a name',
    'agent: "a*"\ntools: { b: allow }\n',
    ['1:8: `a*` is a glob and no name, expected `name` to name the policy'],
  ],
  [
    'a simple form with an unknown key',
    'agent: a\ntools: { b: allow }\nevery: deny\n',
    [
      '3:1: unknown key `every`, expected one of `name`, `description`, `priority`, `servers`, `mode`, `owasp`, `agent`, `tools`, `everything_else`',
    ],
  ],
  [
    'a simple form with an unknown effect for the rest',
    'agent: a\ntools: { b: allow }\neverything_else: never\n',
    ['3:18: unknown effect `never`, expected `allow`, `deny` or `ask`'],
  ],
  [
    'a condition that is a truth value',
    allow('when: true'),
    ['4:50: unexpected boolean `true`, expected a condition in CEL, such as `tool.risk.level == "low"`'],
  ],
  [
    'an empty condition',
    allow('when: ""'),
    ['4:50: unexpected string ``, expected a condition in CEL, such as `tool.risk.level == "low"`'],
  ],
  ['a condition that ends too early', when('args.n >'), ['4:59: the expression ends too early']],
  ['a condition with a token too many', when('args.n > > 1'), ['4:60: unexpected `>`']],
  ['a condition with a character that CEL does not have', when('args.n # 1'), ['4:58: unexpected character: #']],
  ['a condition with a text that does not end', when('args.n == "a'), ['4:61: unterminated string']],
  ['a condition with a word that is reserved', when('while > 1'), ['4:51: reserved identifier: while']],
  [
    'a condition on an unknown name',
    when('user.name == "a"'),
    [
      '4:51: unknown name `user`, expected one of `agent`, `server`, `tool`, `args`, `resource`, `method`, `context`, `session`, `now`',
    ],
  ],
  [
    'a condition on a name that is nearly one',
    when('agents.name == "a"'),
    ['4:51: unknown name `agents`, did you mean `agent`?'],
  ],
  [
    'a condition on an unknown part',
    when('agent.role == "a"'),
    ['4:57: `agent` has no `role`, expected one of `name`, `id`, `labels`, `verified`'],
  ],
  [
    'a condition with an unknown method',
    when('args.a.startWith("b")'),
    ['4:58: unknown method `startWith`, did you mean `startsWith`?'],
  ],
  ['a condition with an unknown function', when('len(args.a) > 1'), ['4:51: unknown function `len`']],
  [
    'a condition with a function called as a method',
    when('args.a.under("/b")'),
    ['4:58: no method `under`, expected `under(…)`'],
  ],
  [
    'a condition with a method called as a function',
    when('contains(args.a, "b")'),
    ['4:51: no function `contains`, expected `x.contains(…)`'],
  ],
  [
    'a condition with an argument too many',
    when('args.a.contains("b", "c")'),
    ['4:58: `contains` takes 1 argument, not 2'],
  ],
  [
    'a condition with a loop without a name',
    when('args.l.all("x", true)'),
    ['4:62: all(var, predicate) invalid predicate iteration variable'],
  ],
  [
    'a condition with a loop that lacks its body',
    when('args.l.all(x)'),
    ['4:58: `all` takes a name for the item and what is asked of it'],
  ],
  [
    'a condition with a loop that takes a name',
    when('args.l.all(args, true)'),
    ['4:62: `args` is taken, expected another name for the item'],
  ],
  [
    'a condition with three loops in each other',
    when('args.l.all(x, args.l.all(y, args.l.all(z, true)))'),
    ['4:86: loops are nested more than 2 deep'],
  ],
  [
    'a condition with a loop of no truth value',
    when('args.l.all(x, 1)'),
    ['4:65: all(var, predicate) predicate must return bool, got `int`'],
  ],
  [
    'a condition that is no truth value',
    when('1 + 1'),
    ['4:51: the expression gives int, expected true or false (bool)'],
  ],
  [
    'a condition that nobody knows to be one',
    when('args.flag'),
    ['4:51: the expression gives dyn, expected true or false (bool); compare it with a value, such as `… == true`'],
  ],
  [
    'a condition that compares what cannot be compared',
    when('agent.name > 1'),
    ['4:51: no such overload: string > int'],
  ],
  [
    'a condition that can never hold',
    when('tool.risk.level == "hgih"'),
    ['4:70: `hgih` never equals this, expected `low`, `medium`, `high` or `critical`, did you mean `high`?'],
  ],
  [
    'a condition with bytes',
    when('b"a" == b"a"'),
    ['4:51: bytes and unsigned numbers are not supported', '4:59: bytes and unsigned numbers are not supported'],
  ],
  [
    'a condition with an unknown time zone',
    when('now.getHours("Mars") > 1'),
    ['4:64: unknown time zone, expected one such as `Europe/Berlin`, `UTC` or `+02:00`, in `Mars`'],
  ],
  [
    'a condition with a moment that is none',
    when('now > timestamp("tomorrow")'),
    ['4:67: not a moment, expected one such as `2026-01-31T09:00:00Z`, in `tomorrow`'],
  ],
  [
    'a condition with a duration that is none',
    when('now - session.started > duration("1 hour")'),
    ['4:84: not a duration, expected one such as `90s`, `15m` or `1h30m`, in `1 hour`'],
  ],
  [
    'a condition with an expression that cannot be read',
    when('args.a.matches("(")'),
    ['4:66: error parsing regexp: missing closing ): `(`, expected RE2 syntax, in `(`'],
  ],
  [
    'a condition with an expression from the call',
    when('args.a.matches(args.b)'),
    ['4:66: `matches` takes a text here, as it stands in the policy'],
  ],
  [
    'a condition under a relative path',
    when('under(args.a, "b")'),
    ['4:65: expected an absolute path, or one that starts with `~/`, in `b`'],
  ],
  ['a condition that asks has() of no part', when('has(args)'), ['4:55: has() invalid argument']],
  [
    'a condition that is too long',
    allow(`when: ${'a'.repeat(2001)}`),
    ['4:50: the expression is longer than 2000 characters'],
  ],
  [
    'a condition with too many parts',
    allow(`when: "1 in [${'1,'.repeat(400)}1]"`),
    ['4:51: the expression has more than 400 parts'],
  ],
  [
    'a condition that is nested too deep',
    allow(`when: "${'!'.repeat(70)}true"`),
    ['4:110: the expression is nested more than 60 deep'],
  ],
  [
    'a condition in a block',
    `name: p\nagents: ["*"]\nrules:\n  - action: a\n    effect: deny\n    reason: r\n    when: |\n      tool.pinned &&\n        tol.drifted\n`,
    ['9:9: unknown name `tol`, did you mean `tool`?'],
  ],
  [
    'the same key twice',
    'name: p\nname: q\nagents: ["*"]\nrules: [{ action: a, effect: deny, reason: r }]\n',
    ['2:1: duplicate key `name`; remove one of the two'],
  ],
];

/** What it takes, and warns of. */
const WARNINGS: readonly (readonly [what: string, text: string, warnings: readonly string[]])[] = [
  [
    'a method that is nearly one',
    rule('{ method: tool/call, action: a, effect: deny, reason: r }'),
    ['4:15: no method of MCP is named `tool/call`, did you mean `tools/call`?'],
  ],
  [
    'a resource of a tool',
    rule('{ action: a, resource: "file:///**", effect: deny, reason: r }'),
    [
      '4:15: a call of a tool or prompt has no resource in MCP: with `resource`, an allow rule never matches it and a deny rule always does',
    ],
  ],
  [
    'arguments of a wide deny rule',
    rule('{ action: "a*", effect: deny, reason: r, args: { x: 1 } }'),
    ['4:52: a call that lacks these arguments cannot be judged, so this rule denies it too'],
  ],
  [
    'conditions on the context that help to allow',
    allow('conditions: { env: prod }'),
    ['4:56: the context is what the caller says of itself: it narrows this rule, it proves nothing'],
  ],
  [
    'a condition on the context that helps to allow',
    when('context.env == "prod"'),
    ['4:50: the context is what the caller says of itself: it narrows this rule, it proves nothing'],
  ],
  [
    'a condition on arguments that are not listed',
    when('args.n > 1'),
    ['4:50: an argument that `when` does not look at may be anything, expected `args` to list all that may be there'],
  ],
];

describe('the validator', () => {
  it.each(PROBLEMS)('refuses %s', (_, text, problems) => {
    expect(parseText(text)).toEqual({ problems });
  });

  it.each(WARNINGS)('warns of %s', (_, text, warnings) => {
    expect(parseText(text)).toMatchObject({ policy: { name: 'p' }, warnings });
  });

  it('says what it expected, in one line that fits a terminal', () => {
    for (const [, , messages] of [...PROBLEMS, ...WARNINGS]) {
      for (const message of messages) expect(message).toMatch(/^\d+:\d+: [^\n\p{Cc}]{8,260}$/u);
    }
  });
});
