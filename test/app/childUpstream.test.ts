import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { startChild } from '../../src/app/childUpstream.ts';
import { openDiagnostics } from '../../src/edge/diagnostics.ts';
import { fixture } from './processes.ts';

const diagnostics = openDiagnostics(new PassThrough());
const environment = process.env;

describe('startChild', () => {
  it('speaks to the server in lines, and asks it to leave', async () => {
    const server = await startChild({ command: process.execPath, args: [fixture('echo')], environment, diagnostics });
    const transport = server.connect({ maxLineBytes: 10_000 });
    const answer = new Promise<string>((resolve) => {
      transport.listen({
        message: (line) => resolve(line.toString()),
        oversize: () => undefined,
        ended: () => undefined,
        broken: () => undefined,
        idle: () => undefined,
        failed: () => undefined,
        opened: () => undefined,
        paused: () => undefined,
        exchangeFailed: () => undefined,
        standalone: () => undefined,
      });
    });
    transport.resume();
    transport.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }));
    transport.flush();
    expect(JSON.parse(await answer)).toMatchObject({ id: 1 });
    server.shutdown();
    expect(await server.exited).toMatchObject({ code: 0, signal: null });
    await server.gone;
  });

  it('throws where the command cannot be started', async () => {
    const missing = startChild({ command: 'no-such-program-anywhere', args: [], environment, diagnostics });
    await expect(missing).rejects.toMatchObject({ code: 'ERR_SPAWN_FAILED' });
  });
});
