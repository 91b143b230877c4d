import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { refusal } from './upstreamAuthFailure.ts';

/** What the authorization server sent the browser back with. */
export type RedirectAnswer =
  | { readonly kind: 'code'; readonly code: string; readonly iss: string | null }
  /** Attacker-controlled texts. */
  | { readonly kind: 'error'; readonly error: string; readonly description: string };

/** Listens on this machine for a browser that comes back from an authorization server (RFC 8252 §7.3). */
export interface RedirectListener {
  readonly url: string;
  /** Resolves with the one answer that has the right `state`; everything else is refused, and waited on. */
  readonly answer: Promise<RedirectAnswer>;
  readonly close: () => void;
}

/** Opens the listener; port 0 is any. Rejects with `LoginFailure` where the port is taken. */
export async function openRedirectListener(port: number, state: string): Promise<RedirectListener> {
  let settle: (answer: RedirectAnswer) => void = () => undefined;
  const answer = new Promise<RedirectAnswer>((resolve) => (settle = resolve));
  let isSpent = false;
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    const found = isSpent ? null : answerOf(request, state);
    if (found === null) {
      send(response, 400, 'This is not the answer that Leash waits for.');
      return;
    }
    // Single use: a second one with the same state is somebody else's.
    isSpent = true;
    // Told once the page is out, since whoever waits closes the listener.
    response.once('close', () => settle(found));
    send(response, 200, found.kind === 'code' ? DONE : 'The login was refused. Your terminal says more.');
  });
  const url = await listen(server, port);
  return {
    url,
    answer,
    close() {
      server.close();
      // Browsers open connections ahead, and send nothing on them.
      server.closeAllConnections();
    },
  };
}

const DONE = 'You are logged in. You can close this window and go back to your terminal.';
const PATH = '/callback';

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(refusal(`cannot listen on port ${port} of 127.0.0.1 (${codeOf(error)})`)));
    // The address and not `localhost`, which may be another machine's name (RFC 8252 §8.3).
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(`http://127.0.0.1:${address.port}${PATH}`);
    });
  });
}

function answerOf({ method, url, headers }: IncomingMessage, state: string): RedirectAnswer | null {
  if (method !== 'GET' || url === undefined || !URL.canParse(url, 'http://127.0.0.1')) return null;
  // A page that had its own name resolve to this machine would come with that name.
  if (!/^127\.0\.0\.1:\d+$/.test(headers.host ?? '')) return null;
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  if (pathname !== PATH || !isSame(only(searchParams, 'state') ?? '', state)) return null;
  const [code, error] = [only(searchParams, 'code'), only(searchParams, 'error')];
  if (error !== null) return { kind: 'error', error, description: only(searchParams, 'error_description') ?? '' };
  if (code === null || code === '') return null;
  return { kind: 'code', code, iss: only(searchParams, 'iss') };
}

/** A parameter that is given twice could be read in two ways (RFC 6749 §3.1 forbids it). */
function only(parameters: URLSearchParams, name: string): string | null {
  const [value, second] = parameters.getAll(name);
  return second === undefined ? (value ?? null) : null;
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
  });
  response.end(`${text}\n`);
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.message;
}
