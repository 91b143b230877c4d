import { describe, expect, it } from 'vitest';

import type { Invocation } from '../../src/cli/command.ts';
import { outputOn } from '../../src/cli/output.ts';
import { requestOf } from '../../src/cli/requestOptions.ts';
import { captured } from './home.ts';

function request(options: Invocation['options']) {
  const { io } = captured();
  return requestOf({ words: [], options, home: null, output: outputOn(io, false), signal: new AbortController().signal });
}

describe('requestOf', () => {
  it('is null where nothing is asked for', () => {
    expect(request({})).toBeNull();
    expect(request({ agent: 'a', server: 's' })).toBeNull();
  });

  it.each([
    [{ action: 't' }, { agent: 'default', server: 'default', method: 'tools/call', action: 't', resource: null, args: {} }],
    [{ resource: 'file:///x' }, { method: 'resources/read', action: null, resource: 'file:///x', args: null }],
    [{ method: 'prompts/get', action: 'p' }, { method: 'prompts/get', action: 'p', args: {} }],
    [{ method: 'roots/list', agent: 'a', server: 's' }, { agent: 'a', server: 's', method: 'roots/list', action: null, args: null }],
    [{ action: 't', args: '{"a": 1, "b": 2}', arg: ['b=3'] }, { args: { a: 1, b: 3 } }],
  ])('reads %j', (options, expected) => {
    expect(request(options)).toMatchObject(expected);
  });

  it('takes for JSON what is JSON, and the rest for text', () => {
    const arg = ['a=/data/x', 'b=10', 'c=true', 'd=null', 'e="10"', 'f=[1,"x"]', 'g={"h":1}', 'i=', 'j=a=b', 'k=nul', '__proto__=1'];
    const args = request({ action: 't', arg })?.args ?? {};
    expect(Object.entries(args)).toEqual([
      ['a', '/data/x'],
      ['b', 10],
      ['c', true],
      ['d', null],
      ['e', '10'],
      ['f', [1, 'x']],
      ['g', { h: 1 }],
      ['i', ''],
      ['j', 'a=b'],
      ['k', 'nul'],
      ['__proto__', 1],
    ]);
  });

  it.each([
    [{ action: 't', arg: ['a'] }, '--arg takes KEY=VALUE'],
    [{ action: 't', arg: ['=a'] }, '--arg takes KEY=VALUE'],
    [{ action: 't', args: '[1]' }, '--args takes a JSON object'],
    [{ action: 't', args: '{a: 1}' }, '--args takes a JSON object'],
    [{ arg: ['a=1'] }, 'need --action'],
  ])('takes no %j', (options, problem) => {
    expect(() => request(options)).toThrow(problem);
  });
});
