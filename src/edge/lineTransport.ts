import { LineFramer, type LineSink } from '../jsonrpc/framing.ts';
import type { RequestId } from '../jsonrpc/message.ts';
import type { Channel } from './channel.ts';
import type {
  ClientListener,
  ClientTransport,
  ServerListener,
  ServerTransport,
  TransportListener,
} from './transport.ts';

const NEWLINE = Buffer.from('\n');

/** One message a line, over one stream each way: MCP's stdio. Nothing belongs to an exchange. */
abstract class Lines {
  readonly #channel: Channel;
  readonly #framer: LineFramer;
  #outbox: Buffer[] = [];
  /** Delivers the last line; null before anybody listens, and once it is done. */
  #finish: (() => void) | null = null;

  constructor(channel: Channel, options: { readonly maxLineBytes: number }) {
    this.#channel = channel;
    this.#framer = new LineFramer(options);
  }

  protected attach(listener: TransportListener): void {
    const lines: LineSink = {
      line: (line) => listener.message(line, {}),
      oversize: (line) => listener.oversize(line, {}),
    };
    this.#finish = () => {
      guarded(listener, () => this.#framer.end(lines));
      listener.ended();
    };
    this.#channel.listen({
      chunk: (bytes) => guarded(listener, () => this.#framer.push(bytes, lines)),
      ended: () => this.finish(),
      broken: () => listener.broken(),
      idle: () => listener.idle(),
    });
  }

  get queued(): number {
    return this.#channel.queued;
  }

  pause(): void {
    this.#channel.pause();
  }

  resume(): void {
    this.#channel.resume();
  }

  send(line: Buffer | string): void {
    if (typeof line === 'string') this.#outbox.push(Buffer.from(`${line}\n`));
    else this.#outbox.push(line, NEWLINE);
  }

  flush(): void {
    if (this.#outbox.length === 0) return;
    const pieces = this.#outbox;
    this.#outbox = [];
    this.#channel.write(pieces);
  }

  flushed(): Promise<void> {
    return this.#channel.flushed();
  }

  finish(): void {
    const finish = this.#finish;
    this.#finish = null;
    finish?.();
  }

  /** What has been sent and not been flushed is not sent. */
  discard(): void {
    this.#outbox = [];
  }
}

/** A client on stdio. Its one stream takes all, what belongs to no request included. */
export class LineClient extends Lines implements ClientTransport {
  listen(listener: ClientListener): void {
    this.attach(listener);
    listener.standalone(true);
  }

  done(): void {}
  open(): void {}
  interrupt(): void {}
  standalone(): void {}
}

/** A server on stdio. */
export class LineServer extends Lines implements ServerTransport {
  #listener: ServerListener | null = null;

  listen(listener: ServerListener): void {
    this.#listener = listener;
    this.attach(listener);
  }

  /** A server on stdio reads the notification. */
  cancel(_id: RequestId, line: Buffer | string): void {
    this.send(line);
  }

  /** What belongs to no request comes on the stream that is there. */
  standalone(open: boolean): void {
    if (open) this.#listener?.standalone(200);
  }

  hold(): void {}
}

function guarded(listener: TransportListener, work: () => void): void {
  try {
    work();
  } catch (error) {
    listener.failed(error);
  }
}
