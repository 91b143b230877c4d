import type { JsonValue } from '../jsonrpc/message.ts';
import { member } from '../jsonrpc/value.ts';
import { printable } from '../jsonrpc/printable.ts';
import { inspectJson } from '../jsonrpc/strict.ts';
import type { Decider, Decision, Question } from './decision.ts';
import { LeashUnavailable } from './errors.ts';
import { readDecision } from './readDecision.ts';
import { authorizeUrl } from './serverUrl.ts';

/** Where decisions are made, and as whom they are asked for. */
export interface RemoteOptions {
  /** What `leash start` says it listens at. HTTPS, unless it is this machine. */
  readonly url: string;
  /** The agent's own token; with the admin token, each call has to name its agent. */
  readonly token: string;
  /** How long to wait for a decision: 10 s, or 150 s where calls wait for a person. */
  readonly timeoutMs?: number;
  /** Whether a call waits for a person where a rule asks for one; else such a rule denies. */
  readonly wait?: boolean;
  /** Whether plain HTTP to another machine will do, as inside a private network. The token is readable on the way. */
  readonly insecureHttp?: boolean;
  /** Another `fetch`, e.g. for a proxy or a client certificate. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

const TIMEOUT_MS = 10_000;
const TIMEOUT_WAITING_MS = 150_000;
/** Far above any decision. */
const MOST_BYTES = 1024 * 1024;

/** Asks a server, once for each call: where there is no whole and unmistakable answer in time, nobody has decided. */
export function openRemote(options: RemoteOptions): Decider {
  const url = authorizeUrl(options.url, options.insecureHttp ?? false);
  const { token } = options;
  if (!/^[\x21-\x7e]+$/.test(token)) throw new TypeError('`token` is empty, or holds what no token holds');
  const fetching = options.fetch ?? ((address, init) => fetch(address, init));
  return {
    async decide(question) {
      const { actor } = question;
      const timeoutMs = options.timeoutMs ?? (question.wait ? TIMEOUT_WAITING_MS : TIMEOUT_MS);
      const timeout = AbortSignal.timeout(timeoutMs);
      const init: RequestInit = {
        method: 'POST',
        redirect: 'error',
        headers: {
          authorization: `Bearer ${actor?.kind === 'token' ? actor.token : token}`,
          'content-type': 'application/json',
          accept: 'application/json, application/problem+json',
        },
        body: JSON.stringify(bodyOf(question)),
        signal: question.signal === null ? timeout : AbortSignal.any([timeout, question.signal]),
      };
      try {
        return await answered(await fetching(url, init));
      } catch (error) {
        if (error instanceof LeashUnavailable) throw error;
        throw new LeashUnavailable(`${NOBODY}: ${whyNot(error, timeout.aborted, timeoutMs)}`, { cause: error });
      }
    },
    async look({ obligations }, value) {
      const { loadAndLookThrough } = await import('../app/lookThrough.ts');
      return loadAndLookThrough(value, obligations);
    },
    // The log is the server's, and takes entries of nobody else.
    settle: () => undefined,
    close: () => Promise.resolve(),
  };
}

const NOBODY = 'nothing was run, since the Leash server has not decided';

function bodyOf({ actor, session, server, method, action, resource, args, context, wait }: Question): JsonValue {
  return {
    ...(actor?.kind === 'name' ? { agent_id: actor.name } : {}),
    ...(server === null ? {} : { server }),
    ...(method === null ? {} : { method }),
    ...(resource === null ? {} : { resource }),
    ...(args === null ? {} : { args }),
    session,
    action,
    context,
    wait,
  };
}

async function answered(response: Response): Promise<Decision> {
  const body = await textOf(response);
  if (response.status !== 200) throw new LeashUnavailable(`${NOBODY}: ${problem(response.status, body)}`);
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(?:;|$)/i.test(type)) throw new LeashUnavailable(`${NOBODY}: its answer is no JSON`);
  const value = JSON.parse(body) as JsonValue;
  // Readers differ in which of two they take.
  if (inspectJson(body).duplicateKey !== null) throw new LeashUnavailable(`${NOBODY}: its answer says a thing twice`);
  return readDecision(value);
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  // A null body is that of an empty answer.
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array; // Fetch: the chunks of a body are bytes.
    size += bytes.length;
    if (size > MOST_BYTES) throw new LeashUnavailable(`${NOBODY}: its answer is longer than any decision`);
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
}

/** What an RFC 9457 document says; it is from outside, so it is made printable. */
function problem(status: number, body: string): string {
  try {
    const value = JSON.parse(body) as JsonValue;
    const said = [member(value, 'title'), member(value, 'detail')].filter((one) => typeof one === 'string');
    if (said.length > 0) return `it answered ${status}: ${printable(said.join(': '))}`;
  } catch {
    // Then the status has to do.
  }
  return `it answered ${status}`;
}

function whyNot(error: unknown, isLate: boolean, timeoutMs: number): string {
  if (isLate) return `it did not answer within ${timeoutMs} ms`;
  if (!(error instanceof Error)) return 'it could not be asked';
  const { cause } = error;
  const told = cause instanceof Error ? `${error.message} (${cause.message})` : error.message;
  return printable(told);
}
