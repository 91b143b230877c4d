import type { IncomingMessage } from 'node:http';
import { faultText } from './upstreamWire.ts';

/** Who is given the body of a response. */
export interface BodyReader {
  chunk(chunk: Buffer): void;
  /** Told once, after the last chunk: null where the body is whole, else what broke it off, for people. */
  ended(fault: string | null): void;
}

/** A body that is being read. */
export interface BodyStream {
  /** Stops reading, and goes on. What waits stays with the operating system, and at last with the server. */
  hold(on: boolean): void;
  /** Closes the connection; nothing more is told. */
  destroy(): void;
}

/** Reads the body of a response chunk by chunk, beginning held or not. */
export function readBody(response: IncomingMessage, held: boolean, reader: BodyReader): BodyStream {
  let over = false;
  const end = (fault: string | null): void => {
    if (over) return;
    over = true;
    reader.ended(fault);
  };
  if (held) response.pause();
  response.on('data', (chunk: Buffer) => {
    if (over) return;
    try {
      reader.chunk(chunk);
    } catch (error) {
      response.destroy();
      end(faultText(error));
    }
  });
  response.once('end', () => end(response.complete ? null : CUT_OFF));
  response.on('error', (error) => end(faultText(error)));
  response.once('close', () => end(CUT_OFF));
  return {
    hold(on) {
      if (on) response.pause();
      else response.resume();
    },
    destroy() {
      over = true;
      response.destroy();
    },
  };
}

const CUT_OFF = 'the connection broke off';

/** What may be read of a body that nobody needs, so that its connection can be used again. */
const MAX_SKIPPED_BYTES = 64 * 1024;
const MAX_SKIPPING_MS = 5000;

/** Reads past a body; one that is long or slow is cut off. */
export function skipBody(response: IncomingMessage): void {
  void readExcerpt(response, MAX_SKIPPED_BYTES);
}

/** Reads the beginning of a body, and past the rest of a short one; resolves with what came, whatever happens. */
export function readExcerpt(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const done = (): void => {
      clearTimeout(timer);
      resolve(Buffer.concat(parts).subarray(0, maxBytes));
    };
    const body = readBody(response, false, {
      chunk(chunk) {
        if (bytes < maxBytes) parts.push(chunk);
        bytes += chunk.length;
        if (bytes > MAX_SKIPPED_BYTES) cut();
      },
      ended: done,
    });
    const cut = (): void => {
      body.destroy();
      done();
    };
    const timer = setTimeout(cut, MAX_SKIPPING_MS);
  });
}
