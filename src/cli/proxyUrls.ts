import { LeashError } from '../errors.ts';

/** Reads `--url`: where a server listens. Throws `ERR_USAGE`. */
export function upstreamUrl(text: string): URL {
  return httpUrl('--url', text);
}

/** Reads `--public-url`: what clients call this listener. Throws `ERR_USAGE`. */
export function publicUrlOption(text: string): URL {
  const url = httpUrl('--public-url', text);
  if (url.search === '') return url;
  throw usage('--public-url takes a URL without a query');
}

/** Reads `--listen`: `PORT`, `HOST:PORT` or `[IPV6]:PORT`. Without a host it is loopback. Throws `ERR_USAGE`. */
export function listenOption(text: string, option = '--listen'): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, digits = ''] = /^(?:(?:\[([0-9A-Fa-f:.]+)\]|([^[\]:]*)):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535) {
    throw usage(`${option} takes PORT or HOST:PORT, as in \`${option} 8765\`, not \`${text}\``);
  }
  const host = bracketed ?? plain;
  if (host === '') throw usage(`${option} takes a host before the colon; 0.0.0.0 stands for every address`);
  return { host: host ?? '127.0.0.1', port };
}

/** Reads `--allow-host`: a name, or a name and a port, as a `Host` header has it. Throws `ERR_USAGE`. */
export function allowHostOption(text: string): string {
  if (/^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*)(:\d{1,5})?$/i.test(text)) return text;
  throw usage(`--allow-host takes a host name, as in \`--allow-host leash.example.com\`, not \`${text}\``);
}

function httpUrl(option: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw usage(`${option} takes an http or https URL, not \`${text}\``);
  }
  if (url.username !== '' || url.password !== '') {
    // Not quoted: it holds a secret.
    throw usage(`${option} takes no user or password: name a credential with --bearer-env or --header instead`);
  }
  if (url.hash !== '') throw usage(`${option} takes a URL without \`#\``);
  return url;
}

function usage(message: string): LeashError {
  return new LeashError('ERR_USAGE', message);
}
