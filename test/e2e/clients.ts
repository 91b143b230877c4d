import { Client as ModernClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
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
  ping(): Promise<unknown>;
  getServerVersion(): unknown;
  getServerCapabilities(): unknown;
  getInstructions(): unknown;
  close(): Promise<void>;
}

const INFO = { name: 'transparency', version: '1.0.0' };
const CAPABILITIES = { sampling: {}, roots: { listChanged: true }, elicitation: {} };
const SAMPLED = { model: 'none', role: 'assistant', content: { type: 'text', text: 'sampled' } } as const;
const ELICITED = { action: 'decline' } as const;
const ROOTS = { roots: [{ uri: 'file:///roots/one', name: 'one' }] };

/** Starts a server with one of the clients; it offers sampling, roots and elicitation. */
export async function connect(
  kind: ClientKind,
  [command = '', ...args]: readonly string[],
  env: Record<string, string>,
): Promise<AnyClient> {
  const server = { command, args, env, stderr: 'ignore' as const };
  if (kind === 'SDK 1.x') {
    const client = new Client(INFO, { capabilities: CAPABILITIES });
    client.setRequestHandler(CreateMessageRequestSchema, () => SAMPLED);
    client.setRequestHandler(ElicitRequestSchema, () => ELICITED);
    client.setRequestHandler(ListRootsRequestSchema, () => ROOTS);
    await client.connect(new StdioClientTransport(server));
    return client;
  }
  const mode = kind === 'SDK 2.x auto' ? 'auto' : 'legacy';
  const client = new ModernClient(INFO, { capabilities: CAPABILITIES, versionNegotiation: { mode } });
  client.setRequestHandler('sampling/createMessage', () => SAMPLED);
  client.setRequestHandler('elicitation/create', () => ELICITED);
  client.setRequestHandler('roots/list', () => ROOTS);
  await client.connect(new ModernStdio(server));
  return client;
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
