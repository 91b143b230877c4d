import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { Reply } from '../../../src/edge/http/reply.ts';

/** A response on a connection that keeps what is written to it. */
export class FakeConnection {
  readonly request = new IncomingMessage(new Socket());
  readonly response = new ServerResponse(this.request);
  readonly wire = new PassThrough({ highWaterMark: 1 });
  readonly reply: Reply;

  constructor(headers: Readonly<Record<string, string>> = {}) {
    Object.assign(this.request.headers, headers);
    this.response.shouldKeepAlive = true;
    // @ts-expect-error -- any stream will do for what is used of it.
    this.response.assignSocket(this.wire);
    this.reply = new Reply(this.request, this.response);
  }

  /** All that was written since it was last asked for. */
  text(): string {
    return String(this.wire.read() ?? '');
  }
}
