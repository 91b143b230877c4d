/** Headers by name; several values are several lines, an empty one takes the header away. */
export type HeaderSet = Readonly<Record<string, string | readonly string[]>>;

/** A call over HTTP, as far as it differs from what a well-behaved client of the legacy era sends in its session. */
export interface CallRow {
  readonly title: string;
  readonly method?: string;
  readonly target?: string;
  readonly headers?: HeaderSet;
  /** Of the modern era, with the headers that it asks for. */
  readonly modern?: true;
  /** What is said of the session whose id is given. */
  readonly session?: (id: string) => string | readonly string[];
  /** The body, from a call that is right; `text` is what it says. */
  readonly body?: (call: string, text: string) => string | Buffer;
}

/** What is unusual, and right. */
export const RIGHT: readonly CallRow[] = [
  { title: 'in a session' },
  { title: 'with a media type in capitals', headers: { 'Content-Type': 'Application/JSON' } },
  { title: 'with a charset in quotes', headers: { 'Content-Type': 'application/json ; charset="UTF-8"' } },
  { title: 'with any answer', headers: { ACCEPT: '*/*' } },
  { title: 'in chunks', headers: { 'Transfer-Encoding': 'Chunked' }, body: (call) => chunked(call) },
  {
    title: 'in chunks with extensions and a trailer',
    headers: { 'Transfer-Encoding': 'chunked' },
    body: (call) => chunked(call, { extension: ';a="b"', trailer: 'X-Trailer: y\r\n' }),
  },
  { title: 'that waits to be asked for its body', headers: { Expect: '100-continue' } },
  { title: 'printed prettily', body: (call) => `\r\n${JSON.stringify(JSON.parse(call), null, 2)}\r\n` },
  { title: 'from a page on this machine', headers: { Origin: 'http://localhost:5173' } },
  { title: 'by the IPv6 name of this machine', headers: { Host: '[::1]:8000' } },
  { title: 'with the whole URL as its target', target: 'http://localhost/mcp' },
  { title: 'with a query', target: '/mcp?a=b' },
  { title: 'of the modern era', modern: true, session: () => '' },
  { title: 'of the modern era that names a session', modern: true },
];

export interface RefusedRow extends CallRow {
  readonly status: number;
  /** JSON-RPC code, where it says more than the status. */
  readonly code?: number;
}

/** In the modern era: what headers say against what the body says. */
const MISMATCHES: readonly RefusedRow[] = (
  [
    ['another method in the header', { 'Mcp-Method': 'tools/list' }],
    ['no method in the headers', { 'Mcp-Method': '' }],
    ['another name in the header', { 'Mcp-Name': 'read_file' }],
    ['no name in the headers', { 'Mcp-Name': '' }],
    ['a name in other letters', { 'Mcp-Name': 'Echo' }],
    ['two names in the headers', { 'Mcp-Name': ['echo', 'read_file'] }],
    ['a name in broken base64', { 'Mcp-Name': '=?base64?ZWNobw?=' }],
    ['another version in the header', { 'MCP-Protocol-Version': '2026-12-01' }],
    ['a legacy version in the header', { 'MCP-Protocol-Version': '2025-11-25' }],
  ] satisfies [string, HeaderSet][]
).map(([title, headers]) => ({ title, headers, modern: true, status: 400, code: -32_020 }));

/** A revision of the legacy era in the body makes nobody go by what headers say instead. */
const CLAIMS: readonly RefusedRow[] = (
  [
    ['a modern version in the header', { 'MCP-Protocol-Version': '2026-07-28' }],
    ['another method in the header', { 'MCP-Protocol-Version': '2025-11-25', 'Mcp-Method': 'tools/list' }],
    ['another name in the header', { 'MCP-Protocol-Version': '2025-11-25', 'Mcp-Name': 'read_file' }],
  ] satisfies [string, HeaderSet][]
).map(([title, headers]) => ({
  title: `${title} of a call that claims a legacy version`,
  headers,
  modern: true,
  body: (call) => call.replace('2026-07-28', '2025-11-25'),
  status: 400,
  code: -32_020,
}));

const MEDIA: readonly RefusedRow[] = [
  { title: 'no media type', status: 415, headers: { 'Content-Type': '' } },
  { title: 'a form', status: 415, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
  { title: 'plain text, as any page may send it', status: 415, headers: { 'Content-Type': 'text/plain' } },
  { title: 'two media types', status: 415, headers: { 'Content-Type': ['application/json', 'text/plain'] } },
  { title: 'another media type that begins alike', status: 415, headers: { 'Content-Type': 'application/jsonp' } },
  { title: 'another charset', status: 415, headers: { 'Content-Type': 'application/json; charset=utf-7' } },
  { title: 'a body that says it is compressed', status: 415, headers: { 'Content-Encoding': 'gzip' } },
  { title: 'an answer that cannot be given', status: 406, headers: { Accept: 'text/html' } },
  { title: 'a version that nobody speaks', status: 400, headers: { 'MCP-Protocol-Version': '2020-01-01' } },
  { title: 'a modern version in the header alone', status: 400, headers: { 'MCP-Protocol-Version': '2026-07-28' } },
];

const CHUNKS: HeaderSet = { 'Transfer-Encoding': 'chunked' };

/** Where one request ends and the next begins: two readers must never differ in it. */
const FRAMING: readonly RefusedRow[] = [
  {
    title: 'a length and chunks',
    status: 400,
    headers: { 'Content-Length': '4', ...CHUNKS },
    body: (call) => chunked(call),
  },
  { title: 'two lengths', status: 400, headers: { 'Content-Length': ['4', '5'] } },
  { title: 'a length with a sign', status: 400, headers: { 'Content-Length': '+200' } },
  { title: 'a length in other digits', status: 400, headers: { 'Content-Length': '0x80' } },
  { title: 'an encoding that nobody knows', status: 400, headers: { 'Transfer-Encoding': 'xchunked' } },
  { title: 'chunks before another encoding', status: 400, headers: { 'Transfer-Encoding': 'chunked, identity' } },
  {
    title: 'compressed chunks',
    status: 415,
    headers: { 'Transfer-Encoding': 'gzip, chunked' },
    body: (call) => chunked(call),
  },
  {
    title: 'a chunk whose size is no number',
    status: 400,
    headers: CHUNKS,
    body: (call) => `zz\r\n${call}\r\n0\r\n\r\n`,
  },
  { title: 'a chunk of negative size', status: 400, headers: CHUNKS, body: (call) => `-5\r\n${call}\r\n0\r\n\r\n` },
  { title: 'a chunk longer than it says', status: 400, headers: CHUNKS, body: (call) => `5\r\n${call}\r\n0\r\n\r\n` },
  {
    title: 'a chunk that no number measures',
    status: 400,
    headers: CHUNKS,
    body: (call) => `${'f'.repeat(18)}\r\n${call}`,
  },
  { title: 'a header name that ends in a space', status: 400, headers: { 'Transfer-Encoding ': 'chunked' } },
  { title: 'a header folded into the next line', status: 400, headers: { 'X-Folded': 'a\r\n b' } },
  { title: 'a header with a line break in it', status: 400, headers: { 'X-Broken': 'a\nMcp-Name: b' } },
  { title: 'a header with a zero byte', status: 400, headers: { 'X-Zero': 'a\0b' } },
  { title: 'headers without end', status: 431, headers: { 'X-Long': 'a'.repeat(40_000) } },
  { title: 'a GET with a body', status: 400, method: 'GET' },
];

/** Who is called, from where, and by which path. */
const PLACES: readonly RefusedRow[] = [
  { title: 'another host', status: 403, headers: { Host: 'evil.example.com' } },
  { title: 'a host that begins alike', status: 403, headers: { Host: 'localhost.evil.example.com' } },
  { title: 'a user before the host', status: 403, headers: { Host: 'localhost@evil.example.com' } },
  { title: 'two hosts', status: 403, headers: { Host: ['localhost', 'evil.example.com'] } },
  { title: 'another host in the target', status: 403, target: 'http://evil.example.com/mcp' },
  { title: 'a page of another origin', status: 403, headers: { Origin: 'https://evil.example.com' } },
  { title: 'a page of an origin that begins alike', status: 403, headers: { Origin: 'http://localhost.example.com' } },
  { title: 'a page without an origin', status: 403, headers: { Origin: 'null' } },
  { title: 'a page on the disk', status: 403, headers: { Origin: 'file://' } },
  { title: 'another path', status: 404, target: '/' },
  { title: 'a path with a slash too many', status: 404, target: '//mcp' },
  { title: 'a path behind ours', status: 404, target: '/mcp/' },
  { title: 'a path that leads back', status: 404, target: '/a/../mcp' },
  { title: 'a path in percents', status: 404, target: '/%6dcp' },
  { title: 'a path in capitals', status: 404, target: '/MCP' },
  { title: 'another method', status: 405, method: 'PUT' },
];

const SESSIONS: readonly RefusedRow[] = [
  { title: 'no session', status: 400, session: () => '' },
  { title: 'a session that nobody opened', status: 404, session: () => 'A'.repeat(43) },
  { title: 'a session of the prototype', status: 404, session: () => '__proto__' },
  { title: 'a session without end', status: 431, session: () => 'a'.repeat(40_000) },
  { title: 'the session twice', status: 404, session: (id) => [id, id] },
  { title: 'half the session', status: 404, session: (id) => id.slice(0, 20) },
  { title: 'initialize in a session', status: 400, body: (call) => call.replace('tools/call', 'initialize') },
];

const AS_NAME = '"name":';

/** What cannot be judged. With an id that is told for certain, the answer is an answer: HTTP has nothing against it. */
const BODIES: readonly RefusedRow[] = [
  { title: 'no JSON', status: 400, code: -32_700, body: (call) => `${call}}` },
  { title: 'nothing', status: 400, code: -32_700, body: () => '' },
  { title: 'two messages', status: 400, code: -32_700, body: (call) => `${call}\n${call}` },
  { title: 'a byte order mark', status: 400, code: -32_700, body: (call) => `\uFEFF${call}` },
  { title: 'UTF-16', status: 400, code: -32_700, body: (call) => Buffer.from(call, 'utf16le') },
  {
    title: 'invalid UTF-8',
    status: 200,
    code: -32_600,
    body: (call) => Buffer.concat([Buffer.from(call.slice(0, -4)), Buffer.from([0xff]), Buffer.from(call.slice(-4))]),
  },
  { title: 'no JSON-RPC', status: 400, code: -32_600, body: (_call, text) => JSON.stringify({ text }) },
  { title: 'a call with a null id', status: 400, code: -32_600, body: (call) => call.replace('"id":7', '"id":null') },
  { title: 'a batch', status: 200, code: -32_600, body: (call) => `[${call}]` },
  {
    title: 'a name that looks alike',
    status: 200,
    code: -32_600,
    body: (call) => call.replace(AS_NAME, `"Name":"x",${AS_NAME}`),
  },
  {
    title: 'nesting without end',
    status: 200,
    code: -32_600,
    body: (call, text) => call.replace(`"${text}"`, `${'['.repeat(500)}"${text}"${']'.repeat(500)}`),
  },
];

/** What is refused. */
export const REFUSED: readonly RefusedRow[] = [
  ...MISMATCHES,
  ...CLAIMS,
  ...MEDIA,
  ...FRAMING,
  ...PLACES,
  ...SESSIONS,
  ...BODIES,
];

/** A body in two chunks. */
export function chunked(body: string, { extension = '', trailer = '' } = {}): string {
  const half = Math.floor(body.length / 2);
  const chunk = (text: string): string => `${text.length.toString(16)}${extension}\r\n${text}\r\n`;
  return `${chunk(body.slice(0, half))}${chunk(body.slice(half))}0\r\n${trailer}\r\n`;
}
