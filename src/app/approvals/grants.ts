import { argsHashOf } from '../../audit/argsHash.ts';
import { compileGlob, type Glob } from '../../authz/glob.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { JsonObject } from '../../jsonrpc/message.ts';
import type { ApprovalAnswer, Grant, HeldCall } from '../control/approvals.ts';

/** All of a call that a grant is compared with. */
export type GrantScope = Pick<
  HeldCall,
  'session' | 'agent' | 'agentId' | 'server' | 'method' | 'action' | 'resource' | 'args' | 'argsHash' | 'policySet'
>;

interface Kept {
  readonly grant: Grant;
  /** Null for a session's: its arguments are the same. */
  readonly pattern: CompiledPattern | null;
  uses: number;
}

interface CompiledPattern {
  readonly globs: ReadonlyMap<string, Glob>;
  /** Hash of all arguments that no glob is about. */
  readonly rest: string;
}

/** A grant to be, or what is wrong with what was asked for. */
export type DraftedGrant = { readonly kept: Kept } | { readonly error: string };

const MAX_GRANTS = 1024;
const MAX_PATTERN_CHARS = 1024;
const DEFAULT_SECONDS = 3600;
const MAX_SECONDS = 86_400;

/** The answers of persons that reach further than one call, until they expire or are revoked. */
export class GrantBook {
  readonly #kept = new Map<string, Kept>();

  /** The grant that covers this call, which it then has been used for; null where none does. */
  use(scope: GrantScope, now: number): Grant | null {
    for (const kept of this.#kept.values()) {
      if (kept.grant.expiresAt <= now || !covers(kept, scope)) continue;
      kept.uses += 1;
      return told(kept);
    }
    return null;
  }

  /** What an answer to a held call would leave behind. */
  draft(call: HeldCall, answer: ApprovalAnswer, about: { readonly id: string; readonly now: number }): DraftedGrant {
    const { reach, by, forSeconds } = answer;
    if (reach === 'once') return { error: 'an answer to one call leaves no grant' };
    this.#prune(about.now);
    if (this.#kept.size >= MAX_GRANTS) return { error: `there are ${MAX_GRANTS} grants already: revoke some first` };
    const pattern = reach === 'session' ? null : compile(call, answer.pattern ?? {});
    if (pattern !== null && 'error' in pattern) return pattern;
    const seconds = Math.min(Math.max(1, Math.trunc(forSeconds ?? DEFAULT_SECONDS) || 1), MAX_SECONDS);
    const { session, agent, agentId, server, method, action, resource, argsHash, policySet } = call;
    const grant: Grant = {
      ...{ id: about.id, reach, agent, agentId, server, session, method, action, resource, argsHash, policySet },
      pattern: reach === 'session' ? null : { ...answer.pattern },
      by: printable(by, 64),
      at: about.now,
      expiresAt: about.now + seconds * 1000,
      uses: 0,
    };
    return { kept: { grant, pattern, uses: 0 } };
  }

  add(kept: Kept): void {
    this.#kept.set(kept.grant.id, kept);
  }

  list(now: number): readonly Grant[] {
    this.#prune(now);
    return [...this.#kept.values()].map(told);
  }

  /** Takes a grant out: it covers nothing from then on. */
  take(id: string): Grant | null {
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    return kept === undefined ? null : told(kept);
  }

  #prune(now: number): void {
    for (const [id, { grant }] of this.#kept) if (grant.expiresAt <= now) this.#kept.delete(id);
  }
}

function told({ grant, uses }: Kept): Grant {
  return { ...grant, uses };
}

/** INVARIANT: a grant covers only what it names: the agent as it was known, the server, the tool and the policies of then. */
function covers({ grant, pattern }: Kept, scope: GrantScope): boolean {
  const isSame =
    grant.agent === scope.agent &&
    grant.agentId === scope.agentId &&
    grant.server === scope.server &&
    grant.method === scope.method &&
    grant.action === scope.action &&
    grant.resource === scope.resource &&
    grant.policySet === scope.policySet;
  if (!isSame) return false;
  if (pattern === null) return grant.session === scope.session && grant.argsHash === scope.argsHash;
  return scope.args !== null && matches(pattern, scope.args);
}

function matches({ globs, rest }: CompiledPattern, args: JsonObject): boolean {
  for (const [key, glob] of globs) {
    const value = Object.hasOwn(args, key) ? args[key] : undefined;
    if (typeof value !== 'string' || !glob.test(value)) return false;
  }
  return restOf(args, globs) === rest;
}

/** A pattern as a person gave it: each glob is about an argument of the call, a text that it matches. */
function compile(call: HeldCall, pattern: Readonly<Record<string, string>>): CompiledPattern | { error: string } {
  const { args } = call;
  const entries = Object.entries(pattern);
  if (args === null || entries.length === 0) return { error: 'a pattern needs a glob for at least one argument' };
  const globs = new Map<string, Glob>();
  for (const [key, text] of entries) {
    const name = printable(key, 100);
    const value = Object.hasOwn(args, key) ? args[key] : undefined;
    if (typeof value !== 'string') return { error: `the call has no argument \`${name}\` that is a text` };
    if (text.length > MAX_PATTERN_CHARS) return { error: `the glob for \`${name}\` is too long` };
    const glob = compileGlob(text, { separator: '/' });
    if ('error' in glob) return { error: `the glob for \`${name}\` cannot be read: ${glob.error}` };
    if (!glob.test(value)) return { error: `the glob for \`${name}\` does not match the call itself` };
    globs.set(key, glob);
  }
  const rest = restOf(args, globs);
  return rest === null ? { error: 'the arguments have no canonical text' } : { globs, rest };
}

function restOf(args: JsonObject, globs: ReadonlyMap<string, Glob>): string | null {
  return argsHashOf(Object.fromEntries(Object.entries(args).filter(([key]) => !globs.has(key))))?.hash ?? null;
}
