import { describe, expect, it } from 'vitest';
import { ToolHeaders } from '../../src/http/toolHeaders.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';

const schema = (header: string): JsonObject => ({
  type: 'object',
  properties: { region: { type: 'string', 'x-mcp-header': header }, other: { type: 'string' } },
});
const listed = (...tools: readonly (readonly [name: string, header: string])[]): JsonObject => ({
  tools: tools.map(([name, header]) => ({ name, inputSchema: schema(header) })),
});
const call = (name: string, args: JsonObject): JsonObject => ({
  method: 'tools/call',
  params: { name, arguments: args },
});

function learnt(...tools: readonly (readonly [name: string, header: string])[]): ToolHeaders {
  const headers = new ToolHeaders();
  headers.learn(listed(...tools));
  return headers;
}

describe('the headers that a tool declares', () => {
  it('are made from the arguments, whatever the client said in them', () => {
    const tools = learnt(['deploy', 'Region']);
    expect(tools.headersOf(call('deploy', { region: 'eu', other: 'x' }), [['mcp-param-region', 'us']])).toEqual([
      ['Mcp-Param-Region', 'eu'],
    ]);
    // Nor is one kept whose argument is not there.
    expect(tools.headersOf(call('deploy', {}), [['mcp-param-region', 'us']])).toEqual([]);
    expect(tools.headersOf(call('deploy', { region: 'zürich\r\nX: 1' }), [])).toEqual([
      ['Mcp-Param-Region', `=?base64?${Buffer.from('zürich\r\nX: 1').toString('base64')}?=`],
    ]);
  });

  it('leave those alone that nobody declared', () => {
    const tools = learnt(['deploy', 'Region']);
    const given = [['mcp-param-zone', 'a']] as const;
    expect(tools.headersOf(call('deploy', { region: 'eu' }), given)).toEqual([
      ['Mcp-Param-Region', 'eu'],
      ['mcp-param-zone', 'a'],
    ]);
    expect(tools.headersOf(call('unknown', { region: 'eu' }), given)).toEqual(given);
    expect(tools.headersOf({ ...call('deploy', { region: 'eu' }), method: 'prompts/get' }, given)).toEqual(given);
  });

  it.each([
    ['Authorization', 'Bearer x'],
    ['mcp-param-', 'x'],
    ['mcp-param-a b', 'x'],
    ['mcp-param-a\r\nx', 'x'],
    ['mcp-param-a', 'x\r\nX-Evil: 1'],
    ['mcp-param-a', 'é'],
    ['mcp-param-a', 'x'.repeat(9000)],
    ['mcp-name', 'x'],
  ])('never are %j: %j', (name, value) => {
    expect(new ToolHeaders().headersOf(call('t', {}), [[name, value]])).toEqual([]);
  });

  it('are a hundred at most that nobody declared', () => {
    const given = Array.from({ length: 150 }, (_, at) => [`mcp-param-${at}`, 'x'] as const);
    expect(new ToolHeaders().headersOf(call('t', {}), given)).toEqual(given.slice(0, 100));
  });

  it('are those of the last list, and none where a declaration may not be', () => {
    const tools = learnt(['a', 'One']);
    tools.learn(listed(['a', 'Two'], ['b', 'not a token']));
    expect(tools.headersOf(call('a', { region: 'eu' }), [])).toEqual([['Mcp-Param-Two', 'eu']]);
    expect(tools.headersOf(call('b', { region: 'eu' }), [])).toEqual([]);
    tools.learn({ tools: [{ name: 'a', inputSchema: { type: 'object' } }] });
    expect(tools.headersOf(call('a', { region: 'eu' }), [])).toEqual([]);
  });

  it.each([null, [], {}, { tools: 7 }, { tools: [null, 7, {}, { name: 7 }, { name: 'x' }] }])(
    'are none in %j',
    (value) => {
      const tools = new ToolHeaders();
      tools.learn(value);
      expect(tools.headersOf(call('x', { region: 'eu' }), [])).toEqual([]);
    },
  );

  it('are remembered of so many tools, the newest', () => {
    const tools = learnt(...Array.from({ length: 10_001 }, (_, at) => [`t${at}`, 'Region'] as const));
    expect(tools.headersOf(call('t0', { region: 'eu' }), [])).toEqual([]);
    expect(tools.headersOf(call('t1', { region: 'eu' }), [])).toHaveLength(1);
    expect(tools.headersOf(call('t10000', { region: 'eu' }), [])).toHaveLength(1);
  });
});

describe('the headers that a client gave', () => {
  it.each<[string, string, readonly (readonly [string, string])[], string | null]>([
    ['are right', 'deploy', [['Mcp-Param-Region', 'eu']], null],
    ['are missing', 'deploy', [], 'Mcp-Param-Region'],
    ['say something else', 'deploy', [['mcp-param-region', 'us']], 'Mcp-Param-Region'],
    [
      'say it twice',
      'deploy',
      [
        ['mcp-param-region', 'eu'],
        ['MCP-Param-Region', 'eu'],
      ],
      'Mcp-Param-Region',
    ],
    ['are of another tool', 'other', [['mcp-param-region', 'us']], null],
  ])('%s', (_, name, given, header) => {
    const mismatch = learnt(['deploy', 'Region']).mismatch(call(name, { region: 'eu' }), given);
    expect(mismatch?.header ?? null).toBe(header);
  });
});

describe('a tool that declares headers', () => {
  it.each([
    ['as it may', schema('Region'), false],
    ['not at all', { type: 'object' }, false],
    ['with a name that is none', schema('a b'), true],
    ['where no chain of properties leads', { items: schema('Region') }, true],
  ])('can be used or not: %s', (_, inputSchema: JsonObject, unusable) => {
    expect(ToolHeaders.isUnusable({ name: 'x', inputSchema })).toBe(unusable);
  });
});
