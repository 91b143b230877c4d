import type { IncomingMessage } from 'node:http';
import { GatheredBytes } from '../../http/gatheredBytes.ts';
import type { Share } from '../../http/room.ts';

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
    /** Where unfinished bodies are held. */
    readonly room: Share;
    /** Told once the body is wanted: time for `100 Continue`. */
    readonly begin: () => void;
  },
): Promise<BodyOutcome> {
  const { maxBytes, room } = options;
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ kind: 'too-large' });
  return new Promise((resolve) => {
    const body = new PiecedBody();
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
        body.add(chunk);
      }
    };
    const whole = (): void => settle({ kind: 'body', bytes: body.whole() });
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

/**
 * A body in pieces. A sender chooses how many they are: as objects of their own, pieces of one byte would cost a hundred
 * times their bytes.
 */
class PiecedBody {
  /** As it came, where it is the only one: nearly every body is. */
  #first: Buffer | null = null;
  readonly #all = new GatheredBytes();

  add(piece: Buffer): void {
    if (this.#first === null && this.#all.length === 0) {
      this.#first = piece;
      return;
    }
    if (this.#first !== null) this.#all.add(this.#first);
    this.#first = null;
    this.#all.add(piece);
  }

  whole(): Buffer {
    return this.#first ?? this.#all.take();
  }
}
