import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Invocation } from '../../src/cli/command.ts';
import { outputOn } from '../../src/cli/output.ts';
import { REQUEST_OPTIONS, requestOf } from '../../src/cli/requestOptions.ts';
import { captured } from './home.ts';

const given = (options: Invocation['options']): Invocation => ({
  words: [],
  options,
  home: null,
  output: outputOn(captured().io, false),
  signal: AbortSignal.abort(),
});

const argsOf = (options: Invocation['options']) => requestOf(given({ action: 'act', ...options }))?.args;
const refused = (options: Invocation['options']): void =>
  expect(() => requestOf(given(options))).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));

describe('requestOf', () => {
  it.each<[string, Invocation['options'], object]>([
    ['a tool', { action: 'read' }, { method: 'tools/call', action: 'read', resource: null, args: {} }],
    [
      'a prompt',
      { action: 'greet', method: 'prompts/get' },
      { method: 'prompts/get', action: 'greet', resource: null, args: {} },
    ],
    [
      'a resource',
      { resource: 'file:///a' },
      { method: 'resources/read', action: null, resource: 'file:///a', args: null },
    ],
    [
      'a resource by another method',
      { resource: 'file:///a', method: 'resources/subscribe' },
      { method: 'resources/subscribe', action: null, resource: 'file:///a', args: null },
    ],
    ['a method alone', { method: 'tools/list' }, { method: 'tools/list', action: null, resource: null, args: null }],
  ])('asks for %s', (_, options, expected) => {
    const request = requestOf(given(options));
    expect(request).toMatchObject({ agent: 'default', server: 'default', from: 'client', context: {}, ...expected });
  });

  it('asks as the agent, and at the server, that is named', () => {
    const request = requestOf(given({ action: 'read', agent: 'claude', server: 'files' }));
    expect(request).toMatchObject({ agent: 'claude', server: 'files' });
  });

  it('asks now', () => {
    const before = Date.now();
    const now = requestOf(given({ action: 'read' }))?.facts?.now ?? 0;
    expect([now >= before, now <= Date.now()]).toEqual([true, true]);
  });

  it.each<[string, Invocation['options']]>([
    ['nothing', {}],
    ['an agent alone', { agent: 'a' }],
    ['a server alone', { server: 's' }],
  ])('asks for nothing where %s is named', (_, options) => {
    expect(requestOf(given(options))).toBeNull();
  });

  it.each<[string, unknown]>([
    ['a=1', 1],
    ['a=true', true],
    ['a=null', null],
    ['a="1"', '1'],
    ['a=[1,"x"]', [1, 'x']],
    ['a={"b":{}}', { b: {} }],
    ['a=text', 'text'],
    ['a=/data/x y', '/data/x y'],
    ['a=01', '01'],
    ['a={"b"', '{"b"'],
    ['a=', ''],
    ['a=b=c', 'b=c'],
    ['a==', '='],
  ])('reads the argument %s as JSON where it is some, else as text', (text, value) => {
    expect(argsOf({ arg: [text] })).toEqual({ a: value });
  });

  it('puts single arguments over those given together, the last over the first', () => {
    expect(argsOf({ args: '{"a":1,"b":2}', arg: ['b=3', 'c=4', 'c=5'] })).toEqual({ a: 1, b: 3, c: 5 });
  });

  it('keeps a key that objects have from birth as a key', () => {
    const args = argsOf({ args: '{"constructor":1}', arg: ['__proto__={"x":1}'] });
    expect(Object.entries(args ?? {})).toEqual([
      ['constructor', 1],
      ['__proto__', { x: 1 }],
    ]);
    expect(Object.getPrototypeOf(args)).toBe(Object.prototype);
  });

  it('gives back whatever JSON a value is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(argsOf({ arg: [`k=${text}`] })).toEqual({ k: JSON.parse(text) as unknown });
      }),
      { numRuns: 200 },
    );
  });

  it.each(['', 'path', '=1', '{"a":1}'])('refuses the argument `%s`, which has no key or no value', (text) => {
    refused({ action: 'act', arg: [text] });
  });

  it.each(['', '[]', 'null', '"a"', '1', '{', 'a=1', '{"a":1} x'])('refuses the arguments `%s`', (args) => {
    refused({ action: 'act', args });
  });

  it('refuses arguments of no tool', () => {
    refused({ arg: ['a=1'] });
    refused({ args: '{}' });
    refused({ agent: 'a', server: 's', arg: ['a=1'] });
  });

  it('reads every option that there is', () => {
    const names = REQUEST_OPTIONS.map(([flags]) => flags.slice(2).split(' ')[0] ?? '');
    expect([...names].sort()).toEqual(['action', 'agent', 'arg', 'args', 'method', 'resource', 'server']);
    const values: Invocation['options'] = { arg: ['k=1'], args: '{"j":2}' };
    const options = Object.fromEntries(names.map((name) => [name, values[name] ?? `some ${name}`]));
    expect(requestOf(given(options))).toMatchObject({
      agent: 'some agent',
      server: 'some server',
      action: 'some action',
      method: 'some method',
      resource: 'some resource',
      args: { j: 2, k: 1 },
    });
  });
});
