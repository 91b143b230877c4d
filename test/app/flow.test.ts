import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Flow } from '../../src/app/flow.ts';
import { Channel } from '../../src/edge/channel.ts';
import type { Side } from '../../src/jsonrpc/message.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** A channel whose far end takes what it was written only when told to. */
function channel(): { channel: Channel; unread: (bytes: number) => void; read: () => Promise<void> } {
  let release: (() => void) | null = null;
  const sink = new Writable({
    write(_chunk, _encoding, done) {
      release = done;
    },
  });
  const open = new Channel(new PassThrough(), sink);
  return {
    channel: open,
    unread: (bytes) => open.write([Buffer.alloc(bytes)]),
    async read() {
      release?.();
      await new Promise(setImmediate);
    },
  };
}

function setup() {
  const client = channel();
  const server = channel();
  const flow = new Flow({ client: client.channel, server: server.channel });
  const reads = (): Side[] => {
    flow.balance();
    return (['client', 'server'] as const).filter((side) => !{ client, server }[side].channel.paused);
  };
  return { client, server, flow, reads };
}

describe('Flow', () => {
  it('reads both sides when nothing is behind', () => {
    expect(setup().reads()).toEqual(['client', 'server']);
  });

  it.each([
    ['server', 'client'],
    ['client', 'server'],
  ] as const)('does not read more for a %s that is behind, until it has caught up', async (behind, source) => {
    const all = setup();
    all[behind].unread(256 * KIB);
    expect(all.reads()).toEqual(['client', 'server']);
    await all[behind].read();
    all[behind].unread(256 * KIB + 1);
    expect(all.reads()).not.toContain(source);
    await all[behind].read();
    expect(all.reads()).toContain(source);
  });

  it.each(['client', 'server'] as const)(
    "goes on reading a %s that does not read the other side's messages: waiting for it could be waiting for ever",
    (side) => {
      const all = setup();
      all[side].unread(100 * MIB);
      expect(all.reads()).toEqual([side]);
    },
  );

  it.each(['client', 'server'] as const)(
    'stops reading a %s that only asks and never reads the answers',
    async (side) => {
      const all = setup();
      all.flow.answered(side, 8 * MIB);
      all[side].unread(8 * MIB);
      expect(all.reads()).toContain(side);
      all.flow.answered(side, 1);
      expect(all.reads()).not.toContain(side);
      await all[side].read();
      expect(all.reads()).toEqual(['client', 'server']);
    },
  );

  it('forgets the answers that have been read', async () => {
    const all = setup();
    for (let i = 0; i < 10; i += 1) {
      all.flow.answered('client', 5 * MIB);
      all.client.unread(5 * MIB);
      expect(all.reads()).toContain('client');
      await all.client.read();
      all.flow.balance();
    }
  });

  it('reads nobody while too many decisions wait for the log', () => {
    const { flow, reads } = setup();
    for (let i = 0; i < 2048; i += 1) flow.hold(10);
    expect(reads()).toEqual(['client', 'server']);
    flow.hold(10);
    expect(reads()).toEqual([]);
    flow.release(10);
    expect(reads()).toEqual(['client', 'server']);
    expect(flow.heldDecisions).toBe(2048);
  });

  it('reads nobody while too much of what decisions are about waits for the log', () => {
    const { flow, reads } = setup();
    flow.hold(4 * MIB);
    expect(reads()).toEqual(['client', 'server']);
    flow.hold(1);
    expect(reads()).toEqual([]);
    flow.release(4 * MIB);
    expect(reads()).toEqual(['client', 'server']);
  });

  it('never reads again from a side that was stopped', () => {
    const { flow, reads } = setup();
    flow.stop('client');
    expect(reads()).toEqual(['server']);
  });
});
