/** What a `Host` and an `Origin` come to. */
export type HostVerdict = 'ok' | 'bad-host' | 'bad-origin';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Checks by which name a request came, and from which page, against DNS rebinding (MCP, Streamable HTTP: security
 * warning). `allowed` are names, with a port or for any port; a page may come from any port of an allowed name. A
 * program that is no browser sends no Origin.
 */
export function hostCheck(options: {
  readonly allowed: readonly string[];
}): (headers: { readonly host: string | null; readonly origin: string | null }) => HostVerdict {
  const allowed = new Set(options.allowed.map((name) => normal(name)).filter((name) => name !== null));
  const names = new Set([...allowed].map((name) => withoutPort(name)));
  return ({ host, origin }) => {
    const called = host === null ? null : normal(host);
    if (called === null || !(allowed.has(called) || allowed.has(withoutPort(called)))) return 'bad-host';
    return origin === null || names.has(originHost(origin) ?? '') ? 'ok' : 'bad-origin';
  };
}

/** The names of this machine for itself. */
export function loopbackHosts(): readonly string[] {
  return [...LOOPBACK];
}

/** Lower case, as the URL standard writes it; null for what is no `host` or `host:port`. */
function normal(host: string): string | null {
  if (!/^[A-Za-z0-9.\-_[\]:]{1,260}$/.test(host)) return null;
  const text = `http://${host}/`;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.pathname !== '/' || url.hostname === '') return null;
  // The URL standard reads decimal and octal addresses; nobody calls himself by one.
  const port = /:(\d+)$/.exec(host)?.[1];
  const name = (port === undefined ? host : host.slice(0, -port.length - 1)).toLowerCase();
  if (name !== url.hostname) return null;
  return port === undefined ? name : `${name}:${Number(port)}`;
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '');
}

function originHost(origin: string): string | null {
  if (!/^https?:\/\/[^/?#@\s]+$/i.test(origin)) return null;
  const host = normal(origin.slice(origin.indexOf('//') + 2));
  return host === null ? null : withoutPort(host);
}
