import { verifyCertificate } from './epoch.ts';
import type { EpochKey } from './epoch.ts';
import type { FindingKind } from './finding.ts';
import type { EventEntry, SealedEntry } from './sealedEntry.ts';
import { encodeVkey, parseVkey } from './vkey.ts';
import type { VerifierKey } from './vkey.ts';

/** The keys of a log, each certified by the one before it, back to its root key. */
export interface KeyRing {
  /** The key that must sign the next checkpoint; null when the log names none that is certified. */
  readonly current: EpochKey | null;
  /** Every key that was certified. */
  readonly all: readonly EpochKey[];
  /** The root key that certified the first: the caller's, or the log's own claim. */
  readonly root: VerifierKey | null;
  /** Takes the first entry, which must name the first key; returns what is wrong with it. */
  start(entry: SealedEntry | null): readonly KeyProblem[];
  /** Takes the certificate of a rotation; returns what is wrong with it. */
  rotate(entry: EventEntry): readonly KeyProblem[];
}

interface KeyProblem {
  readonly kind: FindingKind;
  readonly message: string;
}

/** A ring that trusts `pinned`, or, where the caller has no root key, the one that the log claims. */
export function keyRing(pinned: VerifierKey | null): KeyRing {
  const all: EpochKey[] = [];
  let root: VerifierKey | null = pinned;
  let current: EpochKey | null = null;

  function accept(key: EpochKey | null, epoch: number, origin: string | null): readonly KeyProblem[] {
    if (key?.epoch !== epoch || (origin !== null && key.name !== origin)) {
      const message = `the certificate of epoch ${epoch} is not signed by the key that must sign it, or names another log`;
      return [{ kind: 'bad-certificate', message }];
    }
    all.push(key);
    current = key;
    return [];
  }

  return {
    get current() {
      return current;
    },
    get root() {
      return root;
    },
    all,
    start(entry) {
      if (!isEvent(entry, 'log_start')) {
        return [{ kind: 'unknown-key', message: 'the log does not begin with `log_start`, so no key of it is known' }];
      }
      const { certificate, root_key: claimed, origin } = entry.action_detail.detail;
      const claimedRoot = parseVkey(text(claimed));
      const problems: KeyProblem[] = [];
      if (pinned !== null && (claimedRoot === null || encodeVkey(claimedRoot) !== encodeVkey(pinned))) {
        const message = `the log was begun under root key \`${text(claimed)}\`, not under \`${encodeVkey(pinned)}\``;
        problems.push({ kind: 'wrong-root-key', message });
      }
      // After a wrong root key the log's own claim serves to find what else is wrong.
      root = claimedRoot;
      const key = claimedRoot === null ? null : verifyCertificate(text(certificate), claimedRoot);
      return [...problems, ...accept(key, 0, typeof origin === 'string' ? origin : null)];
    },
    rotate(entry) {
      if (current === null) return [];
      const key = verifyCertificate(text(entry.action_detail.detail.certificate), current);
      return accept(key, current.epoch + 1, current.name);
    },
  };
}

/** Whether an entry is a certain event. */
export function isEvent(entry: SealedEntry | null, event: 'log_start' | 'key_rotated'): entry is EventEntry {
  return entry?.record_phase === 'concurrent' && entry.action_detail.event === event;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
