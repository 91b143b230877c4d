import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A client that sends whatever bytes it is told to, and reads what comes. */
export class RawClient {
  readonly socket: Socket;
  #text = '';
  #isClosed = false;
  #waiting: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    socket.on('data', (text: string) => {
      this.#text += text;
      this.#wake();
    });
    socket.on('end', () => this.#wake());
    socket.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** All that has come and was not read. */
  get text(): string {
    return this.#text;
  }

  send(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  /** Reads until what has come holds this, and returns it up to there. */
  async until(mark: string): Promise<string> {
    await this.#when(() => this.#text.includes(mark));
    const end = this.#text.indexOf(mark);
    if (end === -1) throw new Error(`the connection ended before \`${mark}\`: ${this.#text}`);
    const read = this.#text.slice(0, end + mark.length);
    this.#text = this.#text.slice(read.length);
    return read;
  }

  /** Reads one response that says its length. */
  async response(): Promise<RawResponse> {
    const head = await this.until('\r\n\r\n');
    const [first = '', ...lines] = head.trimEnd().split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const length = Number(headers['content-length'] ?? 0);
    await this.#when(() => this.#text.length >= length);
    const body = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    return { status: Number(first.split(' ')[1]), headers, body };
  }

  /** Resolves once the other side has closed the connection. */
  async closed(): Promise<void> {
    while (!this.#isClosed && !this.socket.readableEnded) await new Promise<void>((wake) => this.#waiting.push(wake));
  }

  destroy(): void {
    this.socket.destroy();
  }

  async #when(isSo: () => boolean): Promise<void> {
    while (!isSo() && !this.#isClosed && !this.socket.readableEnded) {
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** A request in bytes; `Host` and, for a body, `Content-Length` are added where they are not given. */
export function bytesOf(
  method: string,
  target: string,
  headers: readonly (readonly [name: string, value: string])[],
  body = '',
): string {
  const has = (name: string): boolean => headers.some(([given]) => given.toLowerCase() === name);
  const all = [
    ...(has('host') ? [] : [['Host', 'localhost']]),
    ...headers,
    ...(body === '' || has('content-length') || has('transfer-encoding')
      ? []
      : [['Content-Length', String(Buffer.byteLength(body))]]),
  ];
  return `${method} ${target} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}
