/** What a fetch may cost, and where it may go. */
export interface FetchBounds {
  readonly mayReach: (url: URL) => boolean;
  /** Longest body, after any decompression. */
  readonly maxBytes: number;
  /** For the whole exchange. */
  readonly timeoutMs: number;
}

/** The part of `fetch` that metadata, keys and tokens are fetched by. */
export type BoundedFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` that ends: within its time, within its bytes, where it may go, and following nobody elsewhere. Every failure
 * is a `TypeError` with a text of our own, which is what the callers in libraries take for "not reached".
 */
export function boundedFetch({ mayReach, maxBytes, timeoutMs }: FetchBounds): BoundedFetch {
  return async (input, init) => {
    const url = new URL(input);
    if (!mayReach(url)) throw new TypeError(`${url.origin} is not asked: only https is, or http on this machine`);
    try {
      const response = await fetch(url, {
        ...init,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const body = await bodyOf(response, maxBytes);
      const { status, headers } = response;
      return new Response(NO_BODY.has(status) ? null : body, { status, headers });
    } catch (error) {
      throw new TypeError(`${url.origin} ${failureText(error, maxBytes, timeoutMs)}`, { cause: error });
    }
  };
}

/** Statuses that `Response` takes no body for. */
const NO_BODY = new Set([204, 205, 304]);

class TooLarge extends Error {}

async function bodyOf(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = response.body ?? [];
  for await (const chunk of body) {
    length += chunk.length;
    // Leaving the loop cancels the rest.
    if (length > maxBytes) throw new TooLarge();
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function failureText(error: unknown, maxBytes: number, timeoutMs: number): string {
  if (error instanceof TooLarge) return `answered with more than ${maxBytes} bytes`;
  if (error instanceof Error && error.name === 'TimeoutError') return `did not answer within ${timeoutMs / 1000} s`;
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer';
  return `cannot be reached (${code})`;
}
