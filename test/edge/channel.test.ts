import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Channel } from '../../src/edge/channel.ts';

function open(): { source: PassThrough; sink: PassThrough; channel: Channel; events: string[]; listen: () => void } {
  const source = new PassThrough();
  const sink = new PassThrough();
  const channel = new Channel(source, sink);
  const events: string[] = [];
  const listen = (): void =>
    channel.listen({
      chunk: (bytes) => events.push(bytes.toString()),
      ended: () => events.push('ended'),
      idle: () => events.push('idle'),
      broken: () => events.push('broken'),
    });
  return { source, sink, channel, events, listen };
}

describe('Channel', () => {
  it('delivers nothing before it is resumed, and loses nothing', async () => {
    const { source, channel, events, listen } = open();
    source.write('early');
    await turn();
    listen();
    await turn();
    expect(events).toEqual([]);
    channel.resume();
    await turn();
    expect(events).toEqual(['early']);
  });

  it('stays paused when others resume its stream, as Node does with the pipes of a child that has exited', async () => {
    const { source, channel, events, listen } = open();
    listen();
    source.write('waiting');
    source.resume();
    await turn();
    expect(events).toEqual([]);
    channel.resume();
    await turn();
    channel.pause();
    source.write('more');
    source.resume();
    await turn();
    expect(events).toEqual(['waiting']);
    expect(channel.paused).toBe(true);
  });

  it('tells the end once, after the last chunk', async () => {
    const { source, channel, events, listen } = open();
    listen();
    channel.resume();
    source.end('last');
    await new Promise((resolve) => source.once('close', resolve));
    expect(events).toEqual(['last', 'ended']);
  });

  it.each([
    ['an error', (source: PassThrough) => source.destroy(new Error('read EIO'))],
    ['a close', (source: PassThrough) => source.destroy()],
  ])('takes %s of the source for its end', async (_, breakIt) => {
    const { source, channel, events, listen } = open();
    listen();
    channel.resume();
    breakIt(source);
    await turn();
    expect(events).toEqual(['ended']);
  });

  it('tells a listener that comes late that the source has ended', async () => {
    const { source, events, listen } = open();
    source.destroy();
    await turn();
    listen();
    expect(events).toEqual(['ended']);
  });

  it('writes to the sink and ends it', async () => {
    const { sink, channel } = open();
    channel.write([Buffer.from('a'), Buffer.from('b')]);
    channel.end();
    await channel.flushed();
    expect((await sink.toArray()).join('')).toBe('ab');
  });
});
