import type { IncomingMessage } from 'node:http';

/** How reading a body ended. */
export type BodyOutcome =
  | { readonly kind: 'body'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  /** It took longer than it may: a slow client, or one that means to hold us. */
  | { readonly kind: 'too-slow' }
  /** All bodies together are more than may be held. */
  | { readonly kind: 'no-room' }
  /** The caller went away in the middle. */
  | { readonly kind: 'gone' };

/** Reads the whole body, bounded in bytes and time. One that announces too much is not begun. */
export function readBody(
  request: IncomingMessage,
  options: {
    readonly maxBytes: number;
    readonly timeoutMs: number;
    readonly room: BodyRoom;
    /** Told once the body is wanted: time for `100 Continue`. */
    readonly begin: () => void;
  },
): Promise<BodyOutcome> {
  const { maxBytes, room } = options;
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ kind: 'too-large' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (outcome: BodyOutcome): void => {
      clearTimeout(timer);
      request.off('data', take).off('end', whole).off('close', gone);
      request.pause();
      room.leave(bytes);
      resolve(outcome);
    };
    const take = (chunk: Buffer): void => {
      if (bytes + chunk.length > maxBytes) settle({ kind: 'too-large' });
      else if (!room.enter(chunk.length)) settle({ kind: 'no-room' });
      else {
        bytes += chunk.length;
        chunks.push(chunk);
      }
    };
    const whole = (): void => settle({ kind: 'body', bytes: joined(chunks, bytes) });
    const gone = (): void => settle({ kind: 'gone' });
    const timer = setTimeout(() => settle({ kind: 'too-slow' }), options.timeoutMs);
    if (request.destroyed) {
      gone();
      return;
    }
    request.on('data', take).on('end', whole).on('close', gone);
    options.begin();
  });
}

/** How many bytes of unfinished bodies are held at a time, over all connections. */
export class BodyRoom {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  enter(bytes: number): boolean {
    if (this.#bytes + bytes > this.#maxBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  leave(bytes: number): void {
    this.#bytes -= bytes;
  }
}

function joined(chunks: readonly Buffer[], bytes: number): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, bytes);
}
