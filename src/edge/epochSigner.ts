import type { EventDraft, Instant } from '../audit/entry.ts';
import { signCertificate } from '../audit/epoch.ts';
import type { NoteSigner } from '../audit/note.ts';
import { noteSigner } from '../audit/note.ts';
import type { AuditSettings } from './auditSettings.ts';
import type { Home } from './home.ts';
import type { StoredKey } from './keys.ts';
import { createEpochKey, createNextKey, discardNextKey, promoteNextKey, readEpochKeys, rootVerifier } from './keys.ts';
import { ownEvent } from './ownEvent.ts';
import type { Recovered } from './shardRecovery.ts';

/** Whose keys sign, and how long each serves. */
export interface SignerOptions {
  readonly home: Home;
  readonly slot: string;
  /** The key name of every epoch key of the shard. */
  readonly origin: string;
  readonly settings: Pick<AuditSettings, 'rotateEntries' | 'rotateMs'>;
  readonly warn: (message: string) => void;
}

/** A key's reign: its number, and the entry that began it. */
interface Reign {
  readonly epoch: number;
  readonly seq: number;
  readonly ms: number;
}

/** Makes the first epoch key of a shard, certified by the root key. */
export async function beginSigner(
  options: SignerOptions,
  root: StoredKey,
  at: Instant,
): Promise<{ readonly signer: EpochSigner; readonly certificate: string }> {
  const { home, slot, origin } = options;
  const key = await createEpochKey(home, slot);
  const issuer = noteSigner(rootVerifier(root).name, root.privateKey);
  const certificate = signCertificate({ name: origin, epoch: 0, publicKey: key.publicKey }, issuer);
  return { signer: new EpochSigner(options, key, { epoch: 0, seq: 0, ms: at.ms }), certificate };
}

/** Takes up the key that a shard's log names last; null when it is not there. */
export async function resumeSigner(
  options: SignerOptions,
  { epochKey, epoch, since }: Extract<Recovered, { kind: 'ready' }>,
): Promise<EpochSigner | null> {
  const { home, slot } = options;
  const { current, next } = await readEpochKeys(home, slot);
  const reign = { epoch, ...since };
  if (current !== null && isKey(current, epochKey)) {
    // The last process ended before the log named this successor.
    if (next !== null) await discardNextKey(home, slot);
    return new EpochSigner(options, current, reign);
  }
  if (next === null || !isKey(next, epochKey)) return null;
  // The last process ended after the log named the successor and before its file took the place of the old one.
  await promoteNextKey(home, slot);
  return new EpochSigner(options, next, reign);
}

function isKey(key: StoredKey, publicKey: Uint8Array): boolean {
  return Buffer.compare(key.publicKey, publicKey) === 0;
}

/** After a failed rotation the key in force serves this much longer. */
const RETRY_MS = 60_000;

/** Signs a shard's commits with the epoch key in force, and replaces that key when it is due. */
export class EpochSigner {
  readonly #options: SignerOptions;
  #current: NoteSigner;
  #reign: Reign;
  #next: { readonly signer: NoteSigner; readonly epoch: number } | null = null;
  /** Whether the key in force still lies in the successor's file. */
  #unmoved = false;
  #retryAt = -Infinity;

  constructor(options: SignerOptions, key: StoredKey, reign: Reign) {
    this.#options = options;
    this.#current = noteSigner(options.origin, key.privateKey);
    this.#reign = reign;
  }

  get signer(): NoteSigner {
    return this.#current;
  }

  /**
   * The entry that names a successor when one is due; it ends a commit. The successor's key is on the disk by then, so that
   * a crash at any point leaves the key that the log names last.
   */
  async rotation(size: number, at: Instant): Promise<EventDraft | null> {
    if (!this.#isDue(size, at)) return null;
    const { home, slot, origin, warn } = this.#options;
    try {
      if (this.#unmoved) await this.#move();
      const key = await createNextKey(home, slot);
      const epoch = this.#reign.epoch + 1;
      const certificate = signCertificate({ name: origin, epoch, publicKey: key.publicKey }, this.#current);
      this.#next = { signer: noteSigner(origin, key.privateKey), epoch };
      return ownEvent('key_rotated', at, { certificate, epoch });
    } catch (error) {
      // The key in force is as good as it was: rotation is put off, calls go on.
      this.#retryAt = at.monoNs + RETRY_MS * 1e6;
      warn(`the signing key of log ${slot} was not rotated: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  /** Lets the successor sign from now on: the entry that names it is durable at `seq`. */
  async rotated(seq: number, ms: number): Promise<void> {
    if (this.#next === null) return;
    this.#current = this.#next.signer;
    this.#reign = { epoch: this.#next.epoch, seq, ms };
    this.#next = null;
    this.#unmoved = true;
    await this.#move().catch((error: unknown) => {
      this.#options.warn(`the retired signing key was not removed: ${String(error)}`);
    });
  }

  async #move(): Promise<void> {
    await promoteNextKey(this.#options.home, this.#options.slot);
    this.#unmoved = false;
  }

  #isDue(size: number, at: Instant): boolean {
    const { rotateEntries, rotateMs } = this.#options.settings;
    const { seq, ms } = this.#reign;
    return (size - seq >= rotateEntries || at.ms - ms >= rotateMs) && at.monoNs >= this.#retryAt;
  }
}
