import { createPrivateKey } from 'node:crypto';
import type { ChainState, SealedBatch } from '../../src/audit/chain.ts';
import { EMPTY_CHAIN, sealBatch } from '../../src/audit/chain.ts';
import type { DecisionDraft, EntryDraft, EventDraft, OutcomeDraft, Receipt } from '../../src/audit/entry.ts';
import { rootKeyName, signCertificate } from '../../src/audit/epoch.ts';
import { noteSigner } from '../../src/audit/note.ts';
import type { NoteSigner } from '../../src/audit/note.ts';
import type { EntryRow } from '../../src/audit/row.ts';
import type { ArgumentsSetting } from '../../src/audit/seal.ts';
import { createVerifier } from '../../src/audit/verify.ts';
import type { VerifyOptions, VerifyReport } from '../../src/audit/verify.ts';
import { encodeVkey } from '../../src/audit/vkey.ts';

const SHARD = '00';
export const ORIGIN = 'leash/home/00';
const START_MS = Date.UTC(2026, 2, 1);

/** A signer whose key follows from a number, so that every run signs the same. */
export function signerOf(name: string, seed: number): NoteSigner {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]);
  return noteSigner(name, createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
}

export const ROOT = signerOf(rootKeyName('home'), 1);
/** The epoch keys of the sample logs, first to last. */
export const EPOCH_KEYS = [10, 11, 12].map((seed) => signerOf(ORIGIN, seed));

/** Bytes that are never the same twice in one process; not random, so a failing run can be repeated. */
export function counterBytes(): (bytes: number) => Uint8Array {
  let state = 1;
  return (bytes) =>
    Uint8Array.from({ length: bytes }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    });
}

export function decision(number: number, over: Partial<DecisionDraft> = {}): DecisionDraft {
  return {
    phase: 'decision',
    session: 'session-1',
    agent: 'claude',
    server: 'filesystem',
    at: { ms: START_MS + number, monoNs: number * 1000 },
    from: 'client',
    method: 'tools/call',
    action: 'read_file',
    resource: null,
    jsonrpcId: number,
    effect: 'allow',
    mode: 'enforce',
    rules: [{ policy: 'team', rule: 'read' }],
    reason: 'rule `read` of policy `team` permits it',
    obligations: [],
    errors: [],
    owasp: ['LLM06'],
    policySet: `sha256:${'a'.repeat(64)}`,
    args: { path: `/data/tmp/${number}.txt`, limit: number },
    ...over,
  };
}

/** A receipt as the store would make one. */
export function receiptOf(index: number, recordId: string, shard = SHARD): Receipt {
  return { shard, index, recordId } as Receipt;
}

export function outcome(number: number, parent: Receipt, over: Partial<OutcomeDraft> = {}): OutcomeDraft {
  return {
    phase: 'outcome',
    session: 'session-1',
    agent: 'claude',
    server: 'filesystem',
    at: { ms: START_MS + number, monoNs: number * 1000 },
    parent,
    method: 'tools/call',
    action: 'read_file',
    status: 'success',
    durationNs: 1_000_000,
    body: Buffer.from(`result ${number}`),
    errorCode: null,
    ...over,
  };
}

export function event(number: number, name: EventDraft['event'], detail: EventDraft['detail']): EventDraft {
  const at = { ms: START_MS + number, monoNs: number * 1000 };
  return { phase: 'event', session: 'session-1', agent: 'claude', server: 'filesystem', at, event: name, detail };
}

interface SampleOptions {
  readonly root?: NoteSigner;
  readonly keys?: readonly NoteSigner[];
  /** Signs every commit instead of the key in force. */
  readonly forger?: NoteSigner;
  readonly args?: ArgumentsSetting;
  /** What the agent is called; another one makes another history. */
  readonly agent?: string;
}

/** Writes a log as the store does, one commit at a time. Two logs made the same way are the same, byte for byte. */
export class SampleLog {
  readonly rows: EntryRow[] = [];
  readonly notes: string[] = [];
  readonly openings = new Map<number, readonly string[]>();
  state: ChainState = EMPTY_CHAIN;
  agent: string;
  private epoch = 0;
  private readonly random = counterBytes();
  private readonly keys: readonly NoteSigner[];
  private readonly forger: NoteSigner | null;
  private readonly args: ArgumentsSetting;

  constructor({ root = ROOT, keys = EPOCH_KEYS, forger, args = 'committed', agent = 'claude' }: SampleOptions = {}) {
    this.keys = keys;
    this.forger = forger ?? null;
    this.args = args;
    this.agent = agent;
    const certificate = this.certificate(0, root);
    const detail = { certificate, origin: ORIGIN, durability: 'full', root_key: encodeVkey(root) };
    this.commit([event(0, 'log_start', detail)]);
  }

  get size(): number {
    return this.rows.length;
  }

  get lastNote(): string {
    return this.notes.at(-1) ?? '';
  }

  commit(drafts: readonly EntryDraft[]): SealedBatch {
    const signer = this.forger ?? this.key(this.epoch);
    const batch = sealBatch(this.state, drafts, { shard: SHARD, signer, args: this.args, random: this.random });
    this.state = batch.next;
    this.rows.push(...batch.rows);
    this.notes.push(batch.note);
    for (const { seq, disclosures } of batch.openings) this.openings.set(seq, disclosures);
    return batch;
  }

  /** A commit of so many decisions, then one with the outcome of the first. */
  work(entries: number): this {
    const first = this.size;
    const { agent } = this;
    const batch = this.commit(Array.from({ length: entries }, (_, index) => decision(first + index, { agent })));
    this.commit([outcome(this.size, receiptOf(first, batch.recordIds[0] ?? ''))]);
    return this;
  }

  /** A commit that ends with the succession of the next key. */
  rotate(): this {
    const epoch = this.epoch + 1;
    const certificate = this.certificate(epoch, this.key(this.epoch));
    this.commit([decision(this.size), event(this.size + 1, 'key_rotated', { certificate, epoch })]);
    this.epoch = epoch;
    return this;
  }

  private key(epoch: number): NoteSigner {
    const key = this.keys[epoch];
    if (key === undefined) throw new Error('no more epoch keys');
    return key;
  }

  private certificate(epoch: number, issuer: NoteSigner): string {
    const { name, publicKey } = this.key(epoch);
    return signCertificate({ name, publicKey, epoch }, issuer);
  }
}

/** Three epochs, commits of different sizes. */
export function sampleLog(): SampleLog {
  return new SampleLog().work(1).work(5).rotate().work(3).work(8).rotate().work(2).work(1);
}

export function verify(rows: readonly EntryRow[], options: Partial<VerifyOptions> = {}): VerifyReport {
  const verifier = createVerifier({ shard: SHARD, rootKey: ROOT, origin: ORIGIN, held: [], head: null, ...options });
  for (const row of rows) verifier.push(row);
  return verifier.finish();
}
