import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Channel } from '../../src/edge/channel.ts';
import { LineClient, LineServer } from '../../src/edge/lineTransport.ts';

function open(over: { readonly onMessage?: (line: string) => void } = {}) {
  const source = new PassThrough();
  const sink = new PassThrough();
  const writes: string[] = [];
  sink.on('data', (chunk: Buffer) => writes.push(chunk.toString()));
  const transport = new LineServer(new Channel(source, sink), { maxLineBytes: 10 });
  const events: string[] = [];
  transport.listen({
    message(line, origin) {
      over.onMessage?.(line.toString());
      events.push(`${line.toString()} ${JSON.stringify(origin)}`);
    },
    oversize: ({ bytes }) => events.push(`oversize ${bytes}`),
    ended: () => events.push('ended'),
    broken: () => events.push('broken'),
    idle: () => undefined,
    failed: (error) => events.push(`failed ${String(error)}`),
    opened: () => undefined,
    paused: () => undefined,
    exchangeFailed: () => undefined,
    standalone: (status) => events.push(`standalone ${status}`),
  });
  transport.resume();
  return { source, transport, writes, events };
}

describe('LineServer', () => {
  it('delivers each line, and what is too long as that, on no exchange', async () => {
    const { source, events } = open();
    source.write('one\ntwo\nfar too long a line\nth');
    source.end('ree');
    await turn();
    await turn();
    expect(events).toEqual(['one {}', 'two {}', 'oversize 19', 'three {}', 'ended']);
  });

  it('sends all that has gathered in one write when it is flushed, and nothing before', async () => {
    const { transport, writes } = open();
    transport.send('a');
    transport.send(Buffer.from('b'));
    transport.cancel(1, 'c');
    await turn();
    expect(writes).toEqual([]);
    transport.flush();
    await transport.flushed();
    expect(writes).toEqual(['a\nb\nc\n']);
    transport.flush();
    await turn();
    expect(writes).toHaveLength(1);
  });

  it('drops what has gathered when it is told to', async () => {
    const { transport, writes } = open();
    transport.send('a');
    transport.discard();
    transport.flush();
    await turn();
    expect(writes).toEqual([]);
  });

  it('delivers a last line without its newline once, when the other end is known to be gone', async () => {
    const { source, transport, events } = open();
    source.write('last');
    await turn();
    transport.finish();
    transport.finish();
    expect(events).toEqual(['last {}', 'ended']);
  });

  it('tells a failure of whoever takes the lines, and does not throw', async () => {
    const { source, events } = open({
      onMessage() {
        throw new Error('a bug');
      },
    });
    source.write('one\n');
    await turn();
    expect(events).toEqual(['failed Error: a bug']);
  });
});

describe('what belongs to no request', () => {
  it('comes from a server on stdio as all else does', () => {
    const { transport, events } = open();
    transport.standalone(true);
    transport.standalone(false);
    expect(events).toEqual(['standalone 200']);
  });

  it('is wanted by a client on stdio from the start', () => {
    const client = new LineClient(new Channel(new PassThrough(), new PassThrough()), { maxLineBytes: 10 });
    const told: string[] = [];
    const ignore = (): void => undefined;
    client.listen({
      message: ignore,
      oversize: ignore,
      ended: ignore,
      broken: ignore,
      idle: ignore,
      failed: ignore,
      abandoned: ignore,
      congested: ignore,
      standalone: (open) => told.push(`standalone ${open}`),
    });
    expect(told).toEqual(['standalone true']);
  });
});
