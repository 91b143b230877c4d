import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanServer } from '../../../scanner/scan.ts';
import { demoServer, serveDemo } from '../../../src/app/demo/server.ts';
import type { JsonObject, JsonValue } from '../../../src/jsonrpc/message.ts';

/** A server, asked one thing after the other. */
function started() {
  const sent: JsonObject[] = [];
  const answer = demoServer((message) => sent.push(message));
  const ask = (method: string, params: JsonObject = {}): readonly JsonObject[] => {
    answer(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    return sent.splice(0);
  };
  const call = (name: string, args: JsonObject = {}) => ask('tools/call', { name, arguments: args });
  return { sent, answer, ask, call };
}

const said = (value: string, more: JsonObject = {}) => [
  { id: 1, result: { content: [{ type: 'text', text: value }], ...more } },
];

function toolsOf([message]: readonly JsonObject[]): readonly { readonly name: string }[] {
  return (message?.['result'] as { tools: { name: string }[] }).tools;
}

const gradesOf = (tools: readonly JsonValue[]) =>
  new Map(
    scanServer({ name: 'notes', instructions: null, tools, prompts: [], resources: [] } as never).tools.map(
      ({ name, grade }) => [name, grade],
    ),
  );

describe('the server of the demo', () => {
  it('keeps notes', () => {
    const { call } = started();
    expect(call('list_notes')).toEqual(said('today, draft'));
    expect(call('write_note', { name: 'new', text: 'words' })).toEqual(said('wrote new'));
    expect(call('read_note', { name: 'new' })).toEqual(said('words'));
    expect(call('delete_note', { name: 'new' })).toEqual(said('deleted new'));
    expect(call('delete_note', { name: 'new' })).toEqual(said('there is no note new'));
    expect(call('nothing')).toEqual(said('there is no such tool', { isError: true }));
  });

  it('is poisoned in one tool, and in one more once that was called', () => {
    const { ask, call } = started();
    const before = toolsOf(ask('tools/list'));
    expect(Object.fromEntries(gradesOf(before as never))).toMatchObject({ convert_units: 'block', weather: 'none' });
    expect(call('weather', { city: 'x' })).toEqual([
      { method: 'notifications/tools/list_changed' },
      ...said('21 °C and clear'),
    ]);
    const after = toolsOf(ask('tools/list'));
    expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => name));
    expect(after.filter((tool, i) => JSON.stringify(tool) !== JSON.stringify(before[i]))).toMatchObject([
      { name: 'weather' },
    ]);
    expect(call('weather', { city: 'x' })).toEqual(said('21 °C and clear'));
  });

  it('answers every request once, and nothing else', () => {
    const { sent, answer, ask } = started();
    expect(ask('initialize', { protocolVersion: '2024-11-05' })).toMatchObject([
      { id: 1, result: { protocolVersion: '2024-11-05' } },
    ]);
    expect(ask('ping')).toEqual([{ id: 1, result: {} }]);
    expect(ask('prompts/list')).toMatchObject([{ id: 1, error: { code: -32601 } }]);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        answer(line);
        expect(sent.splice(0)).toEqual([]);
      }),
    );
  });
});

describe('serveDemo', () => {
  it('speaks a message a line, and ends with its input', async () => {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    stdin.end('{"jsonrpc":"2.0","id":7,"method":"ping"}\nnot json\n');
    await serveDemo({ stdin, stdout });
    stdout.end();
    expect(await text(stdout)).toBe('{"jsonrpc":"2.0","id":7,"result":{}}\n');
  });
});
