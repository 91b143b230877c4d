import { describe, expect, it } from 'vitest';
import { ToolHeaders } from '../../../src/edge/http/upstreamTools.ts';
import { json, modern, open, request, result, serve } from './upstreamFake.ts';

const schema = (header: string): object => ({
  type: 'object',
  properties: { region: { type: 'string', 'x-mcp-header': header }, other: { type: 'string' } },
});
const listed = (...tools: readonly (readonly [name: string, header: string])[]): { tools: never[] } => ({
  tools: tools.map(([name, header]) => ({ name, inputSchema: schema(header) })) as never[],
});
const call = (name: string, args: object): Parameters<ToolHeaders['headersOf']>[0] => ({
  method: 'tools/call',
  value: { params: { name, arguments: { ...args } } },
});

describe('the headers that a tool declares', () => {
  it('are made from the arguments, whatever the client said in them', () => {
    const tools = new ToolHeaders();
    tools.learn(listed(['deploy', 'Region']));
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
    const tools = new ToolHeaders();
    tools.learn(listed(['deploy', 'Region']));
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

  it('are those of the last list, and none where a declaration may not be', () => {
    const tools = new ToolHeaders();
    tools.learn(listed(['a', 'One']));
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
    const tools = new ToolHeaders();
    tools.learn(listed(...Array.from({ length: 10_001 }, (_, at) => [`t${at}`, 'Region'] as const)));
    expect(tools.headersOf(call('t0', { region: 'eu' }), [])).toEqual([]);
    expect(tools.headersOf(call('t1', { region: 'eu' }), [])).toHaveLength(1);
    expect(tools.headersOf(call('t10000', { region: 'eu' }), [])).toHaveLength(1);
  });
});

describe('a call of the modern era', () => {
  it('has the headers of the list that passed before, and of its client', async () => {
    const list = listed(['deploy', 'Region']);
    const server = await serve((seen, response) =>
      json(response, result(seen.message.id, seen.message.method === 'tools/list' ? list : {})),
    );
    const { transport, recorder, say } = open(server.url);
    say(modern(1, 'tools/list'));
    await recorder.settled(1);
    const deploy = (id: number): object => modern(id, 'tools/call', { name: 'deploy', arguments: { region: 'eu' } });
    transport.paramHeaders(2, [
      ['mcp-param-region', 'us'],
      ['mcp-param-zone', 'a'],
    ]);
    say(deploy(2));
    await recorder.settled(2);
    say(deploy(3), request(4, 'tools/call', { name: 'deploy', arguments: { region: 'eu' } }));
    await recorder.settled(4);
    const headersOf = (id: number): unknown[] => {
      const headers = server.seen.find(({ message }) => message.id === id)?.headers;
      return [headers?.['mcp-param-region'], headers?.['mcp-param-zone']];
    };
    expect([2, 3, 4].map(headersOf)).toEqual([
      ['eu', 'a'],
      ['eu', undefined],
      [undefined, undefined],
    ]);
  });
});
