import { claimHook, openHookServer } from '../../edge/hookServer.ts';
import { hookMark, policyPaths } from '../../edge/hookMark.ts';
import type { HookReply, HookRequest } from '../../edge/hookWire.ts';
import { locateHome } from '../../edge/home.ts';
import { named } from '../control/agentIdentity.ts';
import type { Gate } from '../control/gate.ts';
import { openEngine, type Engine } from '../engine.ts';
import { HOOK_CLIENTS } from './clients.ts';
import { hookGate } from './judge.ts';
import { decideHook, mayStay } from './runHook.ts';

export interface ResidentOptions {
  /** Where `--home` points; null for the default. */
  readonly home: string | null;
  readonly policy: readonly string[];
  /** The file of this program. */
  readonly program: string;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly idleMs?: number;
  /** How often it looks whether it is still what it began as. */
  readonly lookMs?: number;
}

/** A resident that nobody asks is not needed. */
const IDLE_MS = 15 * 60 * 1000;

const LOOK_MS = 500;

/**
 * Answers the hooks of a home, one engine for all of them. Resolves when it has ended: nobody has asked for long, its home,
 * program, settings or policies are others than it began with, its log takes nothing, or there is a resident already.
 */
export async function runResident(options: ResidentOptions): Promise<void> {
  const home = locateHome(options.home ?? undefined);
  const policy = policyPaths(options.policy);
  const look = (): string => hookMark({ home, policy, program: options.program });
  const place = await claimHook(home);
  if (place === null) return;
  try {
    const mark = look();
    const warnings: string[] = [];
    const alert = (message: string): void => {
      if (warnings.length < MOST_WARNINGS) warnings.push(message);
    };
    const engine = await openEngine({ home: home.root, policy, observe: false, durability: null, alert });
    try {
      if (mayStay(engine)) await serve({ ...options, engine, mark, look, warnings });
    } finally {
      await engine.close();
    }
  } finally {
    await place.release();
  }
}

/** Most warnings that wait for somebody to tell them to. */
const MOST_WARNINGS = 20;

interface Service extends ResidentOptions {
  readonly engine: Engine;
  readonly mark: string;
  readonly look: () => string;
  readonly warnings: string[];
}

async function serve({
  engine,
  mark,
  look,
  warnings,
  signal,
  idleMs = IDLE_MS,
  lookMs = LOOK_MS,
}: Service): Promise<void> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  const gates = new Map<string, Gate>();
  let askedAt = performance.now();
  const answer = async (request: HookRequest, gone: AbortSignal): Promise<HookReply> => {
    if (request.kind === 'stop') end();
    if (request.kind !== 'ask') return { kind: 'done' };
    askedAt = performance.now();
    const client = HOOK_CLIENTS.get(request.client);
    // INVARIANT: it answers for those alone who would decide by the same program, settings and policies.
    if (client === undefined || request.mark !== mark || ending.signal.aborted) return { kind: 'declined' };
    if (look() !== mark) {
      end();
      return { kind: 'declined' };
    }
    const gate = gates.get(client.agent) ?? watchfulGate(hookGate(engine, client.agent), end);
    gates.set(client.agent, gate);
    const identity = named(request.agent ?? client.agent);
    const verdict = await decideHook(request.input, client, { gate, identity, signal: gone });
    return {
      kind: 'answer',
      text: JSON.stringify(client.answer(verdict, request.approves)),
      warnings: warnings.splice(0),
    };
  };
  const server = await openHookServer({ home: engine.home, mark, answer });
  const timer = setInterval(() => {
    if (look() !== mark || !server.isFound() || performance.now() - askedAt > idleMs) end();
  }, lookMs);
  signal.addEventListener('abort', end, { once: true });
  if (!signal.aborted && look() === mark) await aborted(ending.signal);
  clearInterval(timer);
  await server.close();
}

/** A gate that says when its log takes nothing: that is denied, and the next process may find the log mended. */
function watchfulGate(gate: Gate, failed: () => void): Gate {
  return {
    preview: (request) => gate.preview(request),
    outcome: (answer, outcome) => gate.outcome(answer, outcome),
    async authorize(request) {
      const answer = await gate.authorize(request);
      if (answer.receipt === null) failed();
      return answer;
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
