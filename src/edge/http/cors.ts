type Headers = Readonly<Record<string, string>>;

/** Request headers that a page of an allowed origin may send; `Mcp-Param-*` besides. */
const SENDABLE = [
  'Accept',
  'Authorization',
  'Content-Type',
  'Last-Event-ID',
  'MCP-Protocol-Version',
  'Mcp-Method',
  'Mcp-Name',
  'Mcp-Session-Id',
];

/** At most so many are asked for by a page that means well. */
const MAX_ASKED = 64;

/** What lets a page of this origin, which has been found to be allowed, read the response. */
export function corsHeaders(origin: string): Headers {
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'Mcp-Session-Id, WWW-Authenticate',
    Vary: 'Origin',
  };
}

/** The answer to the question that a browser asks before it sends such a request. */
export function preflightHeaders(options: { readonly methods: string; readonly asked: string | null }): Headers {
  return {
    'Access-Control-Allow-Methods': options.methods,
    'Access-Control-Allow-Headers': [...SENDABLE, ...paramHeaders(options.asked)].join(', '),
    'Access-Control-Max-Age': '600',
  };
}

/** Attacker-controlled: only names of the family that is free go back, and only as tokens. */
function paramHeaders(asked: string | null): readonly string[] {
  const names = (asked ?? '').split(',', MAX_ASKED).map((name) => name.trim().toLowerCase());
  return names.filter((name) => /^mcp-param-[!#$%&'*+.^_`|~0-9a-z-]{1,128}$/.test(name));
}
