import { printable } from '../jsonrpc/printable.ts';

/** Where to ask for decisions, for the URL of a server. Throws `TypeError` where the token would be readable on the way. */
export function authorizeUrl(given: string, insecureHttp: boolean): string {
  const url = parsed(given);
  if (url.username !== '' || url.password !== '') throw new TypeError('`url` holds a password; pass `token` instead');
  if (url.search !== '' || url.hash !== '') throw new TypeError('`url` takes no query and no fragment');
  if (url.protocol === 'http:' && !insecureHttp && !isThisMachine(url.hostname)) {
    throw new TypeError('`url` is plain HTTP to another machine; use https, or set `insecureHttp`');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/v1/authorize`;
}

function parsed(given: string): URL {
  if (!URL.canParse(given)) throw new TypeError(`\`${printable(given, 100)}\` is no URL`);
  const url = new URL(given);
  if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  throw new TypeError(`\`${printable(given, 100)}\` is no http or https URL`);
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
