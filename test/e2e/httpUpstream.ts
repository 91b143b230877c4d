import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server saw it. */
interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Empty where there is none. */
  readonly body: string;
}

/** A call that a server is asked for. */
export interface UpstreamCall {
  readonly text: string;
  /** Whether nobody has asked for this text before. */
  readonly isFirst: boolean;
  readonly response: ServerResponse;
  /** What a server that means well would send. */
  readonly answer: string;
}

export interface FakeUpstream {
  readonly url: URL;
  readonly requests: readonly UpstreamRequest[];
  close(): Promise<void>;
}

/** A server of the legacy era over HTTP, which opens a session for everybody, and answers a call as it is told to. */
export async function startUpstream(onCall: (call: UpstreamCall) => void): Promise<FakeUpstream> {
  const requests: UpstreamRequest[] = [];
  const texts = new Set<string>();
  let sessions = 0;
  const take = (request: IncomingMessage, body: string, response: ServerResponse): void => {
    const { method = '', url = '', headers } = request;
    requests.push({ method, path: url, headers, body });
    if (method !== 'POST') response.writeHead(method === 'GET' ? 405 : 200).end();
    else {
      const message = JSON.parse(body) as { id?: unknown; method?: string; params?: { arguments?: { text?: string } } };
      if (message.id === undefined) response.writeHead(202).end();
      else if (message.method === 'initialize') {
        sessions += 1;
        const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'fake', version: '1' } };
        response.setHeader('Mcp-Session-Id', `upstream-${sessions}`);
        sendAs(response, 'application/json', resultLine(message.id, result));
      } else {
        const text = message.params?.arguments?.text ?? '';
        const session = headers['mcp-session-id']?.toString() ?? 'no session';
        const answer = resultLine(message.id, { content: [{ type: 'text', text: `${text} in ${session}` }] });
        onCall({ text, isFirst: !texts.has(text), response, answer });
        texts.add(text);
      }
    }
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => take(request, Buffer.concat(chunks).toString(), response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`),
    requests,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Sends a body of some type. */
export function sendAs(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'Content-Type': type }).end(body);
}

export function resultLine(id: unknown, result: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result });
}
