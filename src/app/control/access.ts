import { isSameSecret } from '../../edge/adminToken.ts';
import type { JsonObject } from '../../jsonrpc/message.ts';
import type { AgentDirectory } from './agents.ts';
import type { AgentIdentity } from './agentIdentity.ts';
import { Allowance } from './allowance.ts';

/** Who asks the admin API. */
export type Caller = { readonly kind: 'admin' } | { readonly kind: 'agent'; readonly identity: AgentIdentity };

/** What somebody may do, or why not. */
export type Admitted =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | {
      readonly kind: 'refused';
      /** 401: no credential, or none that is good; 429: the same, once more. */
      readonly status: 401 | 429;
      /** Whether a credential was given at all. */
      readonly isGiven: boolean;
      readonly retryAfterSeconds: number;
    };

/** Where a request comes from, and what it asks for. */
export interface Knock {
  /** The header as it came; null where there is none, or more than one. */
  readonly authorization: string | null;
  /** An address, or that it came through the socket. */
  readonly address: string;
  readonly route: string;
}

/** The door of the admin API. */
export interface Access {
  /**
   * INVARIANT: a credential that is good is let in however many bad ones come: to guess one of 256 bits, or a signature, is
   * hopeless, and a flood must not keep people from answering.
   */
  admit(knock: Knock): Promise<Admitted>;
  /** Records that somebody asked for what they may not have. */
  forbidden(caller: Caller, knock: Knock): void;
}

export interface AccessOptions {
  readonly token: string;
  readonly agents: Pick<AgentDirectory, 'read'>;
  /** Writes to the log. */
  readonly note: (agent: string, detail: JsonObject) => void;
  /** A clock that never goes back, in ms. */
  readonly now: () => number;
}

/** Opens the door. What it refuses is recorded, as far as a flood leaves room for it. */
export function openAccess({ token, agents, note, now }: AccessOptions): Access {
  const everybody = new Allowance({ ...ALL_FAILURES, now: now() });
  const addresses = new Map<string, Allowance>();
  const records = new Allowance({ ...RECORDS, now: now() });
  let unrecorded = 0;

  const record = (agent: string, detail: JsonObject): void => {
    if (!records.take(now())) {
      unrecorded += 1;
      return;
    }
    note(agent, { ...detail, ...(unrecorded > 0 ? { unrecorded_before: unrecorded } : {}) });
    unrecorded = 0;
  };

  const refuse = (why: string, { address, route, authorization }: Knock): Admitted => {
    record('', { why, address: address.slice(0, 64), route: route.slice(0, 200) });
    const at = now();
    const own = allowanceOf(address, at);
    const isWithin = own.take(at) && everybody.take(at);
    const wait = Math.max(own.wait(at), everybody.wait(at));
    return {
      kind: 'refused',
      status: isWithin ? 401 : 429,
      isGiven: authorization !== null,
      retryAfterSeconds: isWithin ? 0 : Math.max(1, Math.ceil(wait / 1000)),
    };
  };

  return {
    async admit(knock) {
      const { authorization } = knock;
      if (authorization === null) return refuse('no-credentials', knock);
      const [, given] = /^Bearer +([\w.~+/=-]{1,8192})$/i.exec(authorization) ?? [];
      if (given === undefined) return refuse('malformed', knock);
      if (isSameSecret(given, token)) return ADMIN;
      // Three parts with dots between them, or it cannot be an agent's.
      if (!/^[^.]+\.[^.]+\.[^.]*$/.test(given)) return refuse('unknown-token', knock);
      const reading = await agents.read(given).catch(() => null);
      if (reading?.kind !== 'agent') return refuse(reading?.why ?? 'unforeseen', knock);
      return { kind: 'caller', caller: { kind: 'agent', identity: reading.identity } };
    },
    forbidden(caller, { address, route }) {
      const agent = caller.kind === 'agent' ? caller.identity.name : '';
      record(agent, { why: 'forbidden', address: address.slice(0, 64), route: route.slice(0, 200) });
    },
  };

  function allowanceOf(address: string, at: number): Allowance {
    const known = addresses.get(address);
    if (known !== undefined) return known;
    // Attacker-controlled, where it is an IPv6 address: whoever is forgotten is held by the limit for all.
    if (addresses.size >= MAX_ADDRESSES) {
      for (const [each, allowance] of addresses) if (allowance.isFull(at)) addresses.delete(each);
      if (addresses.size >= MAX_ADDRESSES) addresses.clear();
    }
    const made = new Allowance({ ...OWN_FAILURES, now: at });
    addresses.set(address, made);
    return made;
  }
}

const ADMIN: Admitted = { kind: 'caller', caller: { kind: 'admin' } };

/** Failures of one address: ten at once, then one in six seconds. */
const OWN_FAILURES = { burst: 10, everyMs: 6000 } as const;
const ALL_FAILURES = { burst: 100, everyMs: 600 } as const;
/** Entries in the log: a flood of a day is less than 9,000. */
const RECORDS = { burst: 20, everyMs: 10_000 } as const;
const MAX_ADDRESSES = 1000;
