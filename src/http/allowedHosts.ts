/** What a `Host` and an `Origin` come to. */
export type HostVerdict = 'ok' | 'bad-host' | 'bad-origin';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Checks by which name a request came, and from which page, against DNS rebinding (MCP, Streamable HTTP: security
 * warning). `allowed` are names, with a port or for any port. A page is let in where its own host is allowed, and from
 * any port of this machine where this machine is: tools with pages choose their ports freely. A program that is no
 * browser sends no Origin.
 */
export function hostCheck(options: {
  readonly allowed: readonly string[];
}): (headers: { readonly host: string | null; readonly origin: string | null }) => HostVerdict {
  const allowed = options.allowed.map((name) => parseAuthority(name)).filter((name) => name !== null);
  const names = new Set(allowed.map(({ name, port }) => spelled(name, port)));
  const hasLoopback = allowed.some(({ name }) => LOOPBACK.has(name));
  const isAllowed = (name: string, ports: readonly number[]): boolean =>
    names.has(name) || ports.some((port) => names.has(spelled(name, port)));
  return ({ host, origin }) => {
    const called = host === null ? null : parseAuthority(host);
    if (called === null) return 'bad-host';
    // Without a port it is that of the scheme, which whoever ends TLS in front of us knows, and we do not.
    if (!isAllowed(called.name, called.port === null ? Object.values(SCHEME_PORTS) : [called.port])) return 'bad-host';
    if (origin === null) return 'ok';
    const page = parseOrigin(origin);
    if (page === null) return 'bad-origin';
    return (hasLoopback && LOOPBACK.has(page.name)) || isAllowed(page.name, [page.port]) ? 'ok' : 'bad-origin';
  };
}

/** The names of this machine for itself. */
export function loopbackHosts(): readonly string[] {
  return [...LOOPBACK];
}

interface Authority {
  /** Lower case; an IPv6 address in brackets, in its one short form. */
  readonly name: string;
  readonly port: number | null;
}

const SCHEME_PORTS = { http: 80, https: 443 } as const;

function spelled(name: string, port: number | null): string {
  return port === null ? name : `${name}:${port}`;
}

/** Attacker-controlled: null for what is no `name` or `name:port`, and nothing else (no userinfo, no path, no list). */
function parseAuthority(text: string): Authority | null {
  const [, given, digits] = /^([a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::(\d{1,5}))?$/i.exec(text) ?? [];
  if (given === undefined) return null;
  const url = `http://${text}/`;
  if (!URL.canParse(url)) return null;
  const { hostname } = new URL(url);
  // The URL standard reads addresses in decimal, octal and hexadecimal too; nobody calls himself by one.
  if (hostname !== given.toLowerCase() && !given.startsWith('[')) return null;
  return { name: hostname, port: digits === undefined ? null : Number(digits) };
}

function parseOrigin(origin: string): { readonly name: string; readonly port: number } | null {
  const [, scheme, rest] = /^(https?):\/\/(.+)$/i.exec(origin) ?? [];
  const authority = rest === undefined ? null : parseAuthority(rest);
  if (authority === null) return null;
  return {
    name: authority.name,
    port: authority.port ?? SCHEME_PORTS[scheme?.toLowerCase() === 'https' ? 'https' : 'http'],
  };
}
