import { LeashError } from '../../errors.ts';
import { textNestsDeeper } from '../../jsonrpc/depth.ts';
import type { JsonValue } from '../../jsonrpc/message.ts';
import { inspectJson } from '../../jsonrpc/strict.ts';
import { named } from '../control/agentIdentity.ts';
import type { Gate } from '../control/gate.ts';
import { openEngine, type Engine } from '../engine.ts';
import type { HookCall } from './call.ts';
import type { HookClient, HookVerdict } from './clients.ts';
import { hookGate, judgeCall, type HookCaller } from './judge.ts';

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
  /** Whether a resident would decide as this process did, and is wanted. */
  readonly mayStay: boolean;
  readonly close: () => Promise<void>;
}

/** Decides on what a client sent its hook. Never rejects: whatever is unforeseen is a denial. */
export async function runHook(input: Uint8Array, options: HookOptions): Promise<HookResult> {
  const { client, home, policy, agent, warn } = options;
  const reading = readInput(input, client);
  if (typeof reading === 'string') return { ...NOTHING_OPEN, verdict: refused(reading) };
  try {
    const engine = await openEngine({ home, policy, observe: false, durability: null, alert: warn });
    const caller = { identity: named(agent ?? client.agent) };
    const verdict = await judgeSafely(() => hookGate(engine, client.agent), reading, caller);
    return { verdict, mayStay: mayStay(engine), close: () => engine.close() };
  } catch (error) {
    return { ...NOTHING_OPEN, verdict: unforeseen(error) };
  }
}

/** The same, where an engine and the gate for this client are open already. */
export async function decideHook(
  input: Uint8Array,
  client: HookClient,
  { gate, ...caller }: HookCaller & { readonly gate: Gate },
): Promise<HookVerdict> {
  const reading = readInput(input, client);
  return typeof reading === 'string' ? refused(reading) : judgeSafely(() => gate, reading, caller);
}

/**
 * Whether a process may go on deciding with this engine: its settings and policies are whole, and it needs nothing of the
 * surroundings of those who ask, as the credentials of a decision point outside.
 */
export function mayStay(engine: Engine): boolean {
  const { config, consultant, standing } = engine;
  const isWhole = standing.stopped === null && !(engine.policies() instanceof LeashError);
  return config.hook.resident && consultant === null && isWhole;
}

const NOTHING_OPEN = { mayStay: false, close: () => Promise.resolve() } as const;

async function judgeSafely(gate: () => Gate, call: HookCall, caller: HookCaller): Promise<HookVerdict> {
  try {
    return await judgeCall(gate(), call, caller);
  } catch (error) {
    return unforeseen(error);
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

function refused(why: string): HookVerdict {
  return { verdict: 'deny', reason: `Leash denied this: ${why}` };
}

function unforeseen(error: unknown): HookVerdict {
  const why = error instanceof Error ? error.message : String(error);
  return { verdict: 'deny', reason: `Leash denied this, since it cannot decide: ${why}` };
}
