import { connect, type Socket } from 'node:net';
import type { HeaderSet } from './httpRows.ts';
import type { Message } from './support.ts';

/** One response, as it stood on the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface RawRequest {
  readonly method?: string | undefined;
  readonly target?: string | undefined;
  /** Headers besides the usual ones; one of the same name takes the usual one's place. */
  readonly headers?: HeaderSet;
  readonly body?: string | Buffer;
}

/** What a well-behaved client sends with a POST. */
const USUAL: HeaderSet = {
  Host: 'localhost',
  'Content-Type': 'application/json',
  Accept: 'application/json, text/event-stream',
  Connection: 'close',
};

/** Writes a request by hand, wrong where it is told to be. */
export function rawRequest({ method = 'POST', target = '/mcp', headers = {}, body = '' }: RawRequest): Buffer {
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const length: HeaderSet = given.has('transfer-encoding') ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const usual = Object.entries({ ...USUAL, ...length }).filter(([name]) => !given.has(name.toLowerCase()));
  const lines = [...usual, ...Object.entries(headers)]
    .flatMap(([name, values]) => [values].flat().map((value) => [name, value]))
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([
    Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'),
    Buffer.from(body),
  ]);
}

/** Sends bytes, and reads all that comes until the other side closes. */
export async function exchange(port: number, bytes: Buffer | string): Promise<RawAnswer[]> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return parseAnswers(await readAll(socket));
}

/** All that comes before the other side closes; a reset is an end like any other. */
export function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(chunks)));
  });
}

/** The one answer to one request. */
export async function ask(port: number, request: RawRequest): Promise<RawAnswer> {
  const answers = await exchange(port, rawRequest(request));
  const [answer] = answers;
  if (answer === undefined || answers.length > 1) throw new Error(`expected one answer, not ${answers.length}`);
  return answer;
}

/** The JSON-RPC message of an answer: its body, or the last event of its stream. */
export function messageOf({ headers, body }: RawAnswer): Message {
  if (!(headers.get('content-type') ?? '').startsWith('text/event-stream')) return JSON.parse(body) as Message;
  const data = body.split('\n').filter((line) => line.startsWith('data: {'));
  return JSON.parse((data.at(-1) ?? '').slice('data: '.length)) as Message;
}

function parseAnswers(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = bytes.toString('latin1');
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n');
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
    if (end < 0 || Number.isNaN(status)) throw new Error(`no HTTP response: ${rest.slice(0, 200)}`);
    const headers = new Map(lines.map((line) => [nameOf(line), line.slice(line.indexOf(':') + 2)]));
    rest = rest.slice(end + 4);
    const length = status < 200 ? 0 : Number(headers.get('content-length') ?? rest.length);
    const isChunked = headers.get('transfer-encoding') === 'chunked';
    const [body, taken] = isChunked ? joinedChunks(rest) : [rest.slice(0, length), length];
    rest = rest.slice(taken);
    if (status >= 200) answers.push({ status, headers, body: Buffer.from(body, 'latin1').toString('utf8') });
  }
  return answers;
}

function nameOf(line: string): string {
  return line.slice(0, line.indexOf(':')).toLowerCase();
}

function joinedChunks(text: string): [body: string, taken: number] {
  let body = '';
  for (let at = 0; ;) {
    const line = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, line), 16);
    if (line < 0 || !(size > 0)) return [body, line < 0 ? text.length : line + 4];
    body += text.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
}
