import { LeashError } from '../../errors.ts';
import { MODERN_VERSION } from '../../http/era.ts';
import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';
import { member } from '../../jsonrpc/value.ts';
import type { Upstream } from '../runtime.ts';
import { LISTS, type Listing } from './listing.ts';
import { peerOf, type Answer, type Peer, type PeerOptions } from './peer.ts';

/** A server to ask, and how. */
export interface AskOptions extends PeerOptions {
  readonly name: string;
  /** Leash's own. */
  readonly version: string;
}

/**
 * Asks a server for all that it says of itself: instructions, tools, prompts, resources, every page, in the era that it
 * speaks. Ends it then. Throws `ERR_SCAN_FAILED` where it does not answer.
 */
export async function askServer(upstream: Upstream, options: AskOptions): Promise<Listing> {
  try {
    const peer = peerOf(upstream, options);
    const { instructions, meta } = await greet(peer, options.version);
    const lists: Record<string, readonly JsonValue[]> = {};
    for (const list of LISTS) lists[list.member] = await allPages(peer, list, meta);
    const { tools = [], prompts = [], resources = [], resourceTemplates = [] } = lists;
    return { name: options.name, instructions, tools, prompts, resources, resourceTemplates };
  } finally {
    upstream.shutdown();
    await upstream.gone;
  }
}

/** The newest revision of the era of sessions; a server that knows an older one answers with that. */
const LEGACY_VERSION = '2025-11-25';

interface Greeting {
  readonly instructions: string | null;
  /** What each request says of itself, in the modern era. */
  readonly meta: JsonObject;
}

/** Nearly every server opens a session by `initialize`; one that does not says what it is by `server/discover`. */
async function greet(peer: Peer, version: string): Promise<Greeting> {
  const clientInfo = { name: 'leash', version };
  const legacy = await peer.ask('initialize', { protocolVersion: LEGACY_VERSION, capabilities: {}, clientInfo });
  if (legacy.kind === 'result') {
    peer.tell('notifications/initialized');
    return { instructions: instructionsIn(legacy.result), meta: {} };
  }
  const meta = {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': MODERN_VERSION,
      'io.modelcontextprotocol/clientInfo': clientInfo,
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  };
  const modern = await peer.ask('server/discover', meta);
  if (modern.kind === 'result') return { instructions: instructionsIn(modern.result), meta };
  throw new LeashError('ERR_SCAN_FAILED', `it refuses to be spoken to: ${legacy.message}`);
}

function instructionsIn(result: JsonValue): string | null {
  const instructions = member(result, 'instructions');
  return typeof instructions === 'string' ? instructions : null;
}

/** Far above any server; one that lists for ever has to end somewhere. */
const MOST_PAGES = 1000;
const MOST_ELEMENTS = 100_000;

async function allPages(
  peer: Peer,
  { method, member: key }: (typeof LISTS)[number],
  meta: JsonObject,
): Promise<readonly JsonValue[]> {
  const elements: JsonValue[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer: Answer = await peer.ask(method, { ...meta, ...(cursor === null ? {} : { cursor }) });
    if (answer.kind === 'error') {
      // A server without prompts or resources does not know the method.
      if (page === 0 && key !== 'tools') return [];
      throw new LeashError('ERR_SCAN_FAILED', `it answered \`${method}\` with an error: ${answer.message}`);
    }
    const found = member(answer.result, key);
    if (Array.isArray(found)) for (const element of found) elements.push(element);
    const next = member(answer.result, 'nextCursor');
    if (typeof next !== 'string' || next === '') return elements;
    if (elements.length > MOST_ELEMENTS) break;
    cursor = next;
  }
  throw new LeashError('ERR_SCAN_FAILED', `its answer to \`${method}\` does not end`);
}
