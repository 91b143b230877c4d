import type { ServerResponse } from 'node:http';
import { resultLine, sendAs, type UpstreamCall } from './httpUpstream.ts';

/** How a server answers a call over HTTP. */
export interface UpstreamRow {
  readonly title: string;
  readonly answer: (call: UpstreamCall) => void;
  /** What the caller's error says; absent where the answer is one. */
  readonly said?: RegExp;
  /** How often the server gets the call; once, where nothing is said. */
  readonly posts?: number;
}

const JSON_TYPE = 'application/json';
const EVENTS = 'text/event-stream';
const NOTE = 'data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}\n\n';

/** What is unusual, and right. */
export const ANSWERS: readonly UpstreamRow[] = [
  { title: 'JSON', answer: ({ response, answer }) => sendAs(response, JSON_TYPE, answer) },
  {
    title: 'JSON in capitals',
    answer: ({ response, answer }) => sendAs(response, 'Application/JSON;charset=UTF-8', answer),
  },
  { title: 'JSON on several lines', answer: ({ response, answer }) => sendAs(response, JSON_TYPE, pretty(answer)) },
  { title: 'a stream', answer: ({ response, answer }) => sendAs(response, EVENTS, `data: ${answer}\n\n`) },
  {
    title: 'a stream with comments, notes and other line ends',
    answer: ({ response, answer }) =>
      sendAs(response, 'Text/Event-Stream', `: a\r\n\r\n${NOTE}id: 1\rdata:${answer}\r\r`),
  },
  {
    title: 'a stream with a second answer',
    answer: ({ response, answer }) => sendAs(response, EVENTS, `data: ${answer}\n\ndata: ${answer}\n\n`),
  },
  {
    title: '404 to a session that it has forgotten',
    answer: ({ response, answer, isFirst }) =>
      isFirst ? void response.writeHead(404).end() : sendAs(response, JSON_TYPE, answer),
    posts: 2,
  },
];

/** What is no answer. */
export const FAILURES: readonly UpstreamRow[] = [
  { title: '401', answer: status(401, { 'WWW-Authenticate': 'Bearer' }), said: /leash login/ },
  { title: '403', answer: status(403), said: /403/ },
  {
    title: '403 in its own words',
    answer: status(403, { 'Content-Type': JSON_TYPE }, errorLine(null)),
    said: /^not you$/,
  },
  // The session is opened once more, and no more than once.
  { title: '404', answer: status(404), said: /404/, posts: 2 },
  { title: '405', answer: status(405), said: /405/ },
  { title: '413', answer: status(413), said: /413/ },
  { title: '429', answer: status(429, { 'Retry-After': '5' }), said: /429.*`5`/ },
  { title: '500', answer: status(500), said: /500/ },
  { title: "500 in words for somebody else's call", answer: status(500, {}, errorLine('other')), said: /500/ },
  { title: '502', answer: status(502), said: /502/ },
  { title: 'a redirect', answer: status(307, { Location: '/elsewhere' }), said: /307.*elsewhere/ },
  { title: '202', answer: status(202), said: /no answer/ },
  { title: 'a page', answer: ({ response, answer }) => sendAs(response, 'text/html', answer), said: /text\/html/ },
  { title: 'what has no type', answer: ({ response, answer }) => void response.end(answer), said: /what it is/ },
  {
    title: 'what is encoded as nobody asked for',
    answer: ({ response, answer }) => sendAs(response.setHeader('Content-Encoding', 'gzip'), JSON_TYPE, answer),
    said: /gzip/,
  },
  {
    title: 'half of it',
    answer: ({ response, answer }) => sendAs(response, JSON_TYPE, answer.slice(0, 30)),
    said: /is no answer/,
  },
  { title: 'nothing', answer: ({ response }) => sendAs(response, JSON_TYPE, ''), said: /is no answer/ },
  {
    title: 'another id',
    answer: ({ response }) => sendAs(response, JSON_TYPE, resultLine('other', {})),
    said: /is no answer/,
  },
  { title: 'a batch', answer: ({ response, answer }) => sendAs(response, JSON_TYPE, `[${answer}]`), said: /batch/ },
  { title: 'an empty stream', answer: ({ response }) => sendAs(response, EVENTS, ': x\n\n'), said: /ended the stream/ },
  {
    title: 'a stream that ends in the middle of it',
    answer: ({ response, answer }) => sendAs(response, EVENTS, `data: ${answer}`),
    said: /ended the stream/,
  },
  {
    title: 'a stream of answers to others',
    answer: ({ response }) => sendAs(response, EVENTS, `data: ${resultLine('other', {})}\n\n`),
    said: /ended the stream/,
  },
  { title: 'a reset', answer: ({ response }) => void response.socket?.resetAndDestroy(), said: /may have run/ },
  { title: 'a reset in the middle of it', answer: brokenOff(JSON_TYPE, '{"jsonrpc"'), said: /broke off/ },
  {
    title: 'a reset in the middle of a stream',
    answer: brokenOff(EVENTS, `${NOTE}data: {"jsonrpc":"2.0","id":7,"res`),
    said: /broke off/,
  },
  { title: 'headers without end', answer: status(200, { 'X-Long': 'a'.repeat(100_000) }), said: /headers/ },
];

function status(code: number, headers: Readonly<Record<string, string>> = {}, body = ''): UpstreamRow['answer'] {
  return ({ response }) => void response.writeHead(code, headers).end(body);
}

function brokenOff(type: string, beginning: string): UpstreamRow['answer'] {
  return ({ response }: { readonly response: ServerResponse }) => {
    response.writeHead(200, { 'Content-Type': type });
    response.write(beginning, () => response.socket?.resetAndDestroy());
  };
}

function errorLine(id: string | null): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32_050, message: 'not you' } });
}

function pretty(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2);
}
