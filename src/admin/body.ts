import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProblemError } from './problem.ts';

/** Longest body. */
export const MAX_BODY_BYTES = 1024 * 1024;
const MAX_BODY_MS = 20_000;

/** Reads a body to its end, bounded in bytes and time; null where there is none. Throws a problem, and resolves late for nobody. */
export function readBody(request: IncomingMessage, response: ServerResponse): Promise<Uint8Array | null> {
  const { headers } = request;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
    return Promise.resolve(null);
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) return Promise.reject(new ProblemError('too-large'));
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      request.off('data', take).off('end', whole).off('close', gone);
      end();
    };
    const refuse = (key: 'too-large' | 'too-slow'): void =>
      settle(() => {
        request.resume();
        reject(new ProblemError(key));
      });
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) {
        refuse('too-large');
        return;
      }
      chunks.push(chunk);
      // Pieces of one byte would cost a hundred times their bytes.
      if (chunks.length >= MAX_PIECES) chunks = [Buffer.concat(chunks)];
    };
    const whole = (): void => settle(() => resolve(Buffer.concat(chunks)));
    const gone = (): void => settle(() => reject(new ProblemError('too-slow')));
    const timer = setTimeout(() => refuse('too-slow'), MAX_BODY_MS);
    request
      .on('data', take)
      .on('end', whole)
      .on('close', gone)
      .on('error', () => undefined);
    if (headers.expect !== undefined) response.writeContinue();
  });
}

const MAX_PIECES = 1024;
