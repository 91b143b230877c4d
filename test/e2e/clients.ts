import {
  Client as ModernClient,
  SSEClientTransport as ModernSse,
  StreamableHTTPClientTransport as ModernHttp,
  type Transport as ModernTransport,
} from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';

/** The clients that people use: both generations of the SDK, the second in each of its modes. */
export const CLIENTS = ['SDK 1.x', 'SDK 2.x legacy', 'SDK 2.x auto'] as const;
export type ClientKind = (typeof CLIENTS)[number];

/** What all of them can do, in the words of both SDKs. */
export interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  listResources(): Promise<unknown>;
  listResourceTemplates(): Promise<unknown>;
  listPrompts(): Promise<unknown>;
  callTool(params: { name: string; arguments?: Record<string, unknown> }, ...options: never[]): Promise<unknown>;
  readResource(params: { uri: string }): Promise<unknown>;
  getPrompt(params: { name: string; arguments?: Record<string, string> }): Promise<unknown>;
  subscribeResource(params: { uri: string }): Promise<unknown>;
  unsubscribeResource(params: { uri: string }): Promise<unknown>;
  setLoggingLevel(level: 'debug'): Promise<unknown>;
  complete(params: Completion): Promise<unknown>;
  ping(): Promise<unknown>;
  getServerVersion(): unknown;
  getServerCapabilities(): unknown;
  getInstructions(): unknown;
  close(): Promise<void>;
}

interface Completion {
  ref: { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string };
  argument: { name: string; value: string };
  context?: { arguments: Record<string, string> };
}

/** Where a server is: a command that starts one, or an address; one that ends in `/sse` speaks HTTP+SSE of 2024-11-05. */
export type Target = readonly string[] | URL;

/** What reached a client besides the answers to its requests. */
export interface Heard {
  readonly asked: HeardMessage[];
  readonly notes: HeardMessage[];
}

interface HeardMessage {
  readonly method: string;
  readonly params?: unknown;
}

const INFO = { name: 'transparency', version: '1.0.0' };
const CAPABILITIES = { sampling: {}, roots: { listChanged: true }, elicitation: {} };
const SAMPLED = { model: 'none', role: 'assistant', content: { type: 'text', text: 'sampled' } } as const;
const ELICITED: Elicited = { action: 'decline' };
const ROOTS = { roots: [{ uri: 'file:///roots/one', name: 'one' }] };

/** What a person says who is asked. */
type Elicited =
  { readonly action: 'accept'; readonly content: Record<string, string> } | { readonly action: 'decline' };

export interface ConnectOptions {
  readonly env?: Record<string, string>;
  /** Gets what the client is told. */
  readonly heard?: Heard;
  /** What its person says; no, where absent. */
  readonly elicited?: Elicited;
  /** For a transport over HTTP. */
  readonly http?: {
    readonly requestInit?: RequestInit;
    readonly fetch?: typeof fetch;
    readonly reconnectionOptions?: typeof AT_ONCE;
  };
}

/** Takes up a stream that broke off without waiting. */
export const AT_ONCE = {
  initialReconnectionDelay: 10,
  maxReconnectionDelay: 100,
  reconnectionDelayGrowFactor: 2,
  maxRetries: 10,
};

/** Starts a server with one of the clients; it offers sampling, roots and elicitation. */
export function connect(kind: ClientKind, command: readonly string[], env: Record<string, string>): Promise<AnyClient> {
  return connectTo(kind, command, { env });
}

/** Connects one of the clients to a server wherever it is; the client is the same as that of `connect`. */
export async function connectTo(kind: ClientKind, target: Target, options: ConnectOptions = {}): Promise<AnyClient> {
  const { heard = { asked: [], notes: [] }, elicited = ELICITED } = options;
  const answer = <T>(result: T) => {
    return (question: HeardMessage): T => {
      heard.asked.push(question);
      return result;
    };
  };
  const note = (message: HeardMessage): Promise<void> => {
    heard.notes.push(message);
    return Promise.resolve();
  };
  if (kind === 'SDK 1.x') {
    const client = new Client(INFO, { capabilities: CAPABILITIES });
    client.setRequestHandler(CreateMessageRequestSchema, answer(SAMPLED));
    client.setRequestHandler(ElicitRequestSchema, answer(elicited));
    client.setRequestHandler(ListRootsRequestSchema, answer(ROOTS));
    client.fallbackNotificationHandler = note;
    await client.connect(legacyTransport(target, options));
    return client;
  }
  const mode = kind === 'SDK 2.x auto' ? 'auto' : 'legacy';
  const client = new ModernClient(INFO, { capabilities: CAPABILITIES, versionNegotiation: { mode } });
  client.setRequestHandler('sampling/createMessage', answer(SAMPLED));
  client.setRequestHandler('elicitation/create', answer(elicited));
  client.setRequestHandler('roots/list', answer(ROOTS));
  client.fallbackNotificationHandler = note;
  await client.connect(modernTransport(target, options));
  return client;
}

function legacyTransport(target: Target, { env = {}, http = {} }: ConnectOptions): Transport {
  if (!(target instanceof URL)) return new StdioClientTransport(commandOf(target, env));
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- servers of 2024-11-05 speak nothing else
  if (isSse(target)) return new SSEClientTransport(target);
  return new StreamableHTTPClientTransport(target, http);
}

function modernTransport(target: Target, { env = {}, http = {} }: ConnectOptions): ModernTransport {
  if (!(target instanceof URL)) return new ModernStdio(commandOf(target, env));
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- servers of 2024-11-05 speak nothing else
  return isSse(target) ? new ModernSse(target) : new ModernHttp(target, http);
}

function commandOf([command = '', ...args]: readonly string[], env: Record<string, string>) {
  return { command, args, env, stderr: 'ignore' as const };
}

function isSse({ pathname }: URL): boolean {
  return pathname.endsWith('/sse');
}

/** Calls a tool with the options that both SDKs know, which each takes at another place. */
export function callWith(
  client: AnyClient,
  params: { name: string; arguments?: Record<string, unknown>; _meta?: Record<string, unknown> },
  options: { readonly onprogress?: (progress: object) => void; readonly signal?: AbortSignal },
): Promise<unknown> {
  return client instanceof Client
    ? client.callTool(params, undefined, options)
    : client instanceof ModernClient
      ? client.callTool(params, options)
      : Promise.reject(new Error('a client of no known kind'));
}

/** What a client got: the result, or the error as the client sees it. */
export async function outcome(work: Promise<unknown>): Promise<unknown> {
  try {
    return { result: await work };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { error: { name: error.name, message: error.message, code: 'code' in error ? error.code : undefined } };
  }
}
