import { textNestsDeeper } from '../../jsonrpc/depth.ts';
import type { JsonValue } from '../../jsonrpc/message.ts';
import { inspectJson } from '../../jsonrpc/strict.ts';
import { named } from '../control/agentIdentity.ts';
import { openEngine } from '../engine.ts';
import type { HookClient, HookVerdict } from './clients.ts';
import { judgeCall } from './judge.ts';

export interface HookOptions {
  readonly client: HookClient;
  /** Where `--home` points; null for the default. */
  readonly home: string | null;
  readonly policy: readonly string[];
  /** Null for what the client is called. */
  readonly agent: string | null;
  readonly warn: (message: string) => void;
}

/** What is answered, and what is to be done once the client has the answer. */
export interface HookResult {
  readonly verdict: HookVerdict;
  readonly close: () => Promise<void>;
}

/** Decides on what a client sent its hook. Never rejects: whatever is unforeseen is a denial. */
export async function runHook(input: Uint8Array, options: HookOptions): Promise<HookResult> {
  const { client, home, policy, agent, warn } = options;
  const reading = readInput(input, client);
  if (typeof reading === 'string') return refused(reading);
  try {
    const engine = await openEngine({ home, policy, observe: false, durability: null, alert: warn });
    const close = () => engine.close();
    const identity = named(agent ?? client.agent);
    const verdict = await judgeCall(engine, reading, { identity, client: client.agent }).catch(unforeseen);
    return { verdict, close };
  } catch (error) {
    return { verdict: unforeseen(error), close: () => Promise.resolve() };
  }
}

/** Deepest nesting of what a client sends. */
const MAX_DEPTH = 128;

function readInput(input: Uint8Array, client: HookClient) {
  let value: JsonValue;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(input);
    if (textNestsDeeper(text, MAX_DEPTH)) return 'what the client sent nests too deep';
    value = JSON.parse(text) as JsonValue;
    if (inspectJson(text).duplicateKey !== null) return 'a key stands twice in what the client sent';
  } catch {
    return 'what the client sent is not JSON';
  }
  const reading = client.read(value);
  return reading.kind === 'call' ? reading.call : reading.why;
}

function refused(why: string): HookResult {
  return { verdict: { verdict: 'deny', reason: `Leash denied this: ${why}` }, close: () => Promise.resolve() };
}

function unforeseen(error: unknown): HookVerdict {
  const why = error instanceof Error ? error.message : String(error);
  return { verdict: 'deny', reason: `Leash denied this, since it cannot decide: ${why}` };
}
