import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Reply } from '../../../src/edge/http/reply.ts';

type Done = (error?: Error | null) => void;

/** A socket to nobody, which keeps what is written to it. */
class Wire extends Socket {
  readonly #chunks: Buffer[] = [];
  readonly #waiting: Done[] = [];
  #takes = true;

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: Done): void {
    this._writev([{ chunk, encoding }], done);
  }

  override _writev(chunks: { chunk: Buffer | string; encoding: BufferEncoding }[], done: Done): void {
    for (const { chunk, encoding } of chunks) {
      this.#chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    }
    if (this.#takes) done();
    else this.#waiting.push(done);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks.splice(0));
  }

  stop(): void {
    this.#takes = false;
  }

  drain(): void {
    this.#takes = true;
    for (const done of this.#waiting.splice(0)) done();
  }
}

/** A response on a connection that keeps what is written to it. */
export class FakeConnection {
  readonly reply: Reply;
  readonly response: ServerResponse;
  readonly #wire = new Wire();

  constructor(headers: Readonly<Record<string, string>> = {}) {
    const request = new IncomingMessage(new Socket());
    Object.assign(request.headers, headers);
    this.response = new ServerResponse(request);
    this.response.shouldKeepAlive = true;
    this.response.assignSocket(this.#wire);
    this.reply = new Reply(request, this.response);
  }

  /** All that was written since it was last asked for. */
  bytes(): Buffer {
    return this.#wire.bytes();
  }

  text(): string {
    return this.bytes().toString();
  }

  /** The client takes nothing until it is told to. */
  stop(): void {
    this.#wire.stop();
  }

  /** The client takes what was written, and what will be. */
  take(): void {
    this.#wire.drain();
  }
}
