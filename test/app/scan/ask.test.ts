import { describe, expect, it } from 'vitest';
import { askServer } from '../../../src/app/scan/ask.ts';
import { startChild } from '../../../src/app/childUpstream.ts';
import { openDiagnostics } from '../../../src/edge/diagnostics.ts';
import { PassThrough } from 'node:stream';
import { fixture } from '../processes.ts';
import { fakeUpstream, type Asked, type Script } from './fakeUpstream.ts';

const OPTIONS = { name: 'srv', version: '9.9.9', maxLineBytes: 1_000_000, maxDepth: 64, timeoutMs: 20_000 };
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'leash', version: '9.9.9' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** A server by its results, by method; what is not there it does not know. */
const by =
  (results: Readonly<Record<string, (message: Asked) => object>>): Script =>
  (message) => {
    if (message.id === undefined) return [];
    const result = results[message.method ?? '']?.(message);
    return [
      result === undefined
        ? { id: message.id, error: { code: -32601, message: 'unknown' } }
        : { id: message.id, result },
    ];
  };

describe('askServer', () => {
  it('asks for everything, on all pages, and lets the server go', async () => {
    const { upstream, asked } = fakeUpstream(
      by({
        initialize: () => ({ instructions: 'Be brief.' }),
        'tools/list': ({ params }) =>
          params?.['cursor'] === 'two'
            ? { tools: [{ name: 'b', 'x-odd': 1 }] }
            : { tools: [{ name: 'a' }], nextCursor: 'two' },
        'prompts/list': () => ({ prompts: [{ name: 'p' }] }),
        'resources/list': () => ({ resources: [{ uri: 'file:///a' }] }),
        'resources/templates/list': () => ({ resourceTemplates: [{ uriTemplate: 'x:{a}' }] }),
      }),
    );
    expect(await askServer(upstream, OPTIONS)).toEqual({
      name: 'srv',
      instructions: 'Be brief.',
      tools: [{ name: 'a' }, { name: 'b', 'x-odd': 1 }],
      prompts: [{ name: 'p' }],
      resources: [{ uri: 'file:///a' }],
      resourceTemplates: [{ uriTemplate: 'x:{a}' }],
    });
    expect(asked[1]).toMatchObject({ method: 'notifications/initialized' });
    await upstream.gone;
  });

  it('speaks to a server of the modern era as one, in each request', async () => {
    const { upstream, asked } = fakeUpstream(
      by({ 'server/discover': () => ({ instructions: 'Hi.' }), 'tools/list': () => ({ tools: [] }) }),
    );
    expect(await askServer(upstream, OPTIONS)).toMatchObject({ instructions: 'Hi.', tools: [], prompts: [] });
    expect(asked.slice(1).every(({ params }) => JSON.stringify(params?.['_meta']) === JSON.stringify(META))).toBe(true);
  });

  it('takes a server without prompts and resources as it is, and none without tools', async () => {
    const tools = { initialize: () => ({}), 'tools/list': () => ({ tools: [] }) };
    expect(await askServer(fakeUpstream(by(tools)).upstream, OPTIONS)).toMatchObject({ tools: [], instructions: null });
    const none = askServer(fakeUpstream(by({ initialize: () => ({}) })).upstream, OPTIONS);
    await expect(none).rejects.toMatchObject({
      code: 'ERR_SCAN_FAILED',
      message: expect.stringContaining('tools/list') as string,
    });
    await expect(askServer(fakeUpstream(by({})).upstream, OPTIONS)).rejects.toThrow('refuses to be spoken to');
  });

  it('does not follow a list that never ends', async () => {
    const endless = by({ initialize: () => ({}), 'tools/list': () => ({ tools: [], nextCursor: 'again' }) });
    await expect(askServer(fakeUpstream(endless).upstream, OPTIONS)).rejects.toThrow('does not end');
  });

  it.each(['poisoned', 'modern', 'babbles'])('asks a real server: %s', async (server) => {
    const upstream = await startChild({
      command: process.execPath,
      args: [fixture(server)],
      environment: process.env,
      diagnostics: openDiagnostics(new PassThrough()),
    });
    const { tools } = await askServer(upstream, OPTIONS);
    expect(tools.length).toBeGreaterThan(0);
    await upstream.gone;
  });
});
