import type { IncomingMessage } from 'node:http';
import type { ExchangeFailure } from '../../jsonrpc/exchange.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { readExcerpt, skipBody } from './upstreamBody.ts';
import { failureOfResponse } from './upstreamFailure.ts';
import type { Link } from './upstreamLink.ts';
import type { OutgoingMessage } from './upstreamMessage.ts';

/** A server only has to say that it took it. */
const NOTICE_MS = 30_000;

export interface NoticeHooks {
  readonly sent: () => void;
  readonly warn: (message: string) => void;
}

/**
 * Posts what has no answer: a notification, or a response to the server. Resolves once the server has taken it, or with
 * false once it is clear that it has not: nobody waits for that but a person who reads the warning. Never rejects.
 */
export async function sendNotice(link: Link, message: OutgoingMessage, { sent, warn }: NoticeHooks): Promise<boolean> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), NOTICE_MS);
  const reply = await link.post(message, { signal: abort.signal, sent, taker: null, paramHeaders: [] });
  clearTimeout(timer);
  if (reply.kind === 'response' && isTaken(reply.response.statusCode ?? 0)) {
    skipBody(reply.response);
    return true;
  }
  const { reason } = reply.kind === 'failed' ? reply.failure : await refusalOf(reply.response);
  warn(`the server did not take ${named(message)}: ${abort.signal.aborted ? 'it did not answer' : reason}`);
  return false;
}

function isTaken(status: number): boolean {
  return status >= 200 && status <= 299;
}

async function refusalOf(response: IncomingMessage): Promise<ExchangeFailure> {
  return failureOfResponse(response, await readExcerpt(response, 2048));
}

function named({ kind, method, id }: OutgoingMessage): string {
  return kind === 'response'
    ? `the answer to its request \`${printable(String(id), 100)}\``
    : `\`${printable(method ?? '', 100)}\``;
}
