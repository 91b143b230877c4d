import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { authzenRequest, type OutsideQuestion } from '../authz/authzenQuestion.ts';
import { isSecureUrl } from './http/secureUrl.ts';
import { readPdpReply, type PdpReply } from './pdpReply.ts';
import { evaluationUrl, type PdpSettings } from './pdpSettings.ts';

/** A policy engine outside of Leash, over one pool of connections. */
export interface PdpClient {
  /** Its host. */
  readonly name: string;
  /** Never rejects, and never takes longer than it may: whatever goes wrong is no. */
  consult(question: OutsideQuestion): Promise<{ readonly allowed: boolean; readonly reason: string }>;
  close(): void;
}

/** Most questions that are on their way at a time; more wait, within their time. */
const MAX_SOCKETS = 64;

/** Makes ready to ask; nothing is reached before the first question. */
export function openPdpClient(settings: PdpSettings, env: NodeJS.ProcessEnv = process.env): PdpClient {
  const url = evaluationUrl(settings);
  const pool = { keepAlive: true, maxSockets: MAX_SOCKETS, maxFreeSockets: 8 };
  const agent = url.protocol === 'https:' ? new HttpsAgent(pool) : new HttpAgent(pool);
  const asker: Asker = { settings, url, agent, env, ca: null };
  return {
    name: url.host,
    async consult(question) {
      const reply = await ask(asker, question);
      if (reply.kind === 'said') return { allowed: reply.allowed, reason: reply.reason };
      // INVARIANT: what is not known to be allowed is not allowed.
      return { allowed: false, reason: `it cannot be asked, and what it does not allow is denied: ${reply.why}` };
    },
    close: () => agent.destroy(),
  };
}

interface Asker {
  readonly settings: PdpSettings;
  readonly url: URL;
  readonly agent: HttpAgent | HttpsAgent;
  readonly env: NodeJS.ProcessEnv;
  /** Once it has been read. */
  ca: string | null;
}

async function ask(asker: Asker, question: OutsideQuestion): Promise<PdpReply> {
  const { settings, url } = asker;
  if (!isSecureUrl(url)) return { kind: 'failed', why: 'its URL is neither https nor on this machine' };
  const signal = AbortSignal.timeout(settings.timeoutMs);
  try {
    const token = await tokenOf(asker);
    if (settings.ca !== null)
      asker.ca ??= await readFile(settings.ca, 'utf8').catch(() => fail('its `ca` file cannot be read'));
    const body = JSON.stringify(authzenRequest(question, settings.sendArgs));
    return await readPdpReply(await exchange(asker, { token, body, signal }));
  } catch (error) {
    return { kind: 'failed', why: whyOf(error, signal, settings) };
  }
}

/** A failure in words of our own: those of others may quote what was sent. */
class Failure extends Error {}

function fail(why: string): never {
  throw new Failure(why);
}

/** It is looked up each time: tokens in files are replaced. */
async function tokenOf({ settings: { token }, env }: Asker): Promise<string | null> {
  if (token === null) return null;
  const where = token.kind === 'env' ? `the environment variable \`${token.name}\`` : `the file \`${token.name}\``;
  const text =
    token.kind === 'env'
      ? env[token.name]
      : await readFile(token.name, 'utf8').catch(() => fail(`${where} cannot be read`));
  const bare = (text ?? '').trim();
  return /^[\x21-\x7e]+$/.test(bare) ? bare : fail(`${where} holds no token`);
}

interface Exchange {
  readonly token: string | null;
  readonly body: string;
  readonly signal: AbortSignal;
}

function exchange({ url, agent, ca }: Asker, { token, body, signal }: Exchange): Promise<IncomingMessage> {
  const options: RequestOptions & { ca?: string } = {
    method: 'POST',
    agent,
    signal,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      accept: 'application/json',
      'accept-encoding': 'identity',
      'x-request-id': randomUUID(),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(ca === null ? {} : { ca }),
  };
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const attempt = (isFirst: boolean): void => {
      const request = start(url, options, resolve);
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The engine closed a connection that was about to be used again: nobody has read the question.
        const isStale = isFirst && request.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted;
        if (isStale) attempt(false);
        else reject(error);
      });
      request.end(body);
    };
    attempt(true);
  });
}

function whyOf(error: unknown, signal: AbortSignal, { timeoutMs }: PdpSettings): string {
  if (error instanceof Failure) return error.message;
  if (signal.aborted) return `it did not answer within ${timeoutMs} ms`;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no answer';
  return `it cannot be reached (${code})`;
}
