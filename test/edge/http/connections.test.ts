import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Connections } from '../../../src/edge/http/connections.ts';
import { FakeConnection } from './fakeConnection.ts';

describe('Connections', () => {
  it('counts what is not answered to the end', () => {
    const connections = new Connections();
    const socket = new PassThrough();
    const [one, other] = [new FakeConnection().reply, new FakeConnection().reply];
    connections.opened(socket);
    connections.began(socket, one);
    connections.began(socket, other);
    expect([connections.open, connections.waiting(socket)]).toEqual([2, [one, other]]);
    connections.finished(socket, one);
    connections.finished(socket, one);
    expect([connections.open, connections.all()]).toEqual([1, [other]]);
  });

  it('tells all that waits when a connection is lost, and counts it no more', async () => {
    const connections = new Connections();
    const socket = new PassThrough();
    const [one, other] = [new FakeConnection().reply, new FakeConnection().reply];
    connections.opened(socket);
    connections.began(socket, one);
    connections.began(socket, other);
    connections.destroy();
    await new Promise((resolve) => socket.once('close', resolve));
    expect([one.isOpen, other.isOpen, connections.open]).toEqual([false, false, 0]);
    connections.finished(socket, one);
    expect(connections.open).toBe(0);
  });

  it('takes a request whose connection is gone already for lost', () => {
    const connections = new Connections();
    const { reply } = new FakeConnection();
    connections.began(new PassThrough(), reply);
    expect([reply.isOpen, connections.open]).toEqual([false, 0]);
  });
});
