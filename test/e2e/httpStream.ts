import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { rawRequest } from './rawHttp.ts';

/** The answer to one request, as it comes. */
export class Stream {
  readonly #socket: Socket;
  #text = '';

  constructor(port: number, headers: object, body: string) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('error', () => undefined);
    this.#socket.setEncoding('utf8').on('data', (chunk: string) => (this.#text += chunk));
    this.#socket.write(rawRequest({ headers: { ...headers }, body }));
  }

  async says(text: string): Promise<void> {
    while (!this.#text.includes(text)) await once(this.#socket, 'data');
  }

  lastId(): string {
    return [...this.#text.matchAll(/^id: ?(\S+)$/gm)].at(-1)?.[1] ?? '';
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** `fetch` whose stream for a tool's call breaks once it has brought some text. */
export function breaksOff(after: string) {
  const way = {
    broken: 0,
    resumed: 0,
    fetch: async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
      if (new Headers(init.headers).has('last-event-id')) way.resumed += 1;
      if (typeof init.body !== 'string' || !init.body.includes('"tools/call"')) return fetch(input, init);
      const abort = new AbortController();
      const signals = [abort.signal, ...(init.signal ? [init.signal] : [])];
      const response = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
      let text = '';
      const cut = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          controller.enqueue(chunk);
          text += Buffer.from(chunk).toString();
          if (way.broken > 0 || !text.includes(after)) return;
          way.broken += 1;
          // In a later turn, so that what has come is read first.
          setImmediate(() => abort.abort());
        },
      });
      return new Response(response.body?.pipeThrough(cut) ?? null, response);
    },
  };
  return way;
}
