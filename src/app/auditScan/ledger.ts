import { createHash } from 'node:crypto';
import { evidenceOf, SEVERITIES, type AuditFinding, type Evidence } from './finding.ts';
import { KINDS, type KindId } from './kinds.ts';

/** What is found of a kind: where, and what happened. */
export interface Found {
  readonly kind: KindId;
  /** One sentence; names of tools and servers in it are foreign texts. Holds no argument. */
  readonly message: string;
  /** What makes it the same finding again, besides its kind: the session, the tools. */
  readonly same: readonly (string | null)[];
  readonly agent?: string | null;
  readonly server?: string | null;
  readonly session?: string | null;
  readonly evidence: readonly Evidence[];
  /** How often; 1 where nothing is said. */
  readonly count?: number;
}

/** Gathers findings in bounded memory: the same again is counted, and more of a kind than anybody reads is only counted. */
export class Ledger {
  readonly #found = new Map<string, AuditFinding>();
  readonly #kept = new Map<KindId, number>();
  readonly #more = new Map<KindId, number>();

  add({ kind, message, same, agent = null, server = null, session = null, evidence, count = 1 }: Found): void {
    const fingerprint = fingerprintOf(kind, same);
    const known = this.#found.get(fingerprint);
    const kept = this.#kept.get(kind) ?? 0;
    if (known === undefined && kept >= MOST_OF_A_KIND) {
      this.#more.set(kind, (this.#more.get(kind) ?? 0) + 1);
      return;
    }
    if (known === undefined) this.#kept.set(kind, kept + 1);
    const times = evidence.flatMap(({ ts }) => ts ?? []);
    const from = times.length === 0 ? null : Math.min(...times);
    const to = times.length === 0 ? null : Math.max(...times);
    this.#found.set(fingerprint, {
      id: kind,
      ...KINDS[kind],
      fingerprint,
      message,
      agent,
      server,
      session,
      count: (known?.count ?? 0) + count,
      from: known?.from ?? from,
      to: to ?? known?.to ?? null,
      // INVARIANT: what patterns look at stays out of findings: its texts are arguments.
      evidence: evidence.slice(-MOST_EVIDENCE).map(evidenceOf),
    });
  }

  /** The newest first; of one moment, the gravest. What has no time is of the log as a whole, and comes before. */
  findings(): readonly AuditFinding[] {
    return [...this.#found.values()].sort(
      (a, b) =>
        (b.to ?? Infinity) - (a.to ?? Infinity) || rank(a) - rank(b) || (a.fingerprint < b.fingerprint ? -1 : 1),
    );
  }

  more(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#more);
  }
}

const MOST_OF_A_KIND = 100;
const MOST_EVIDENCE = 10;

function rank({ severity }: AuditFinding): number {
  return SEVERITIES.indexOf(severity);
}

/** Of what does not change while a log grows: a suppression goes on to hold. */
function fingerprintOf(kind: KindId, same: readonly (string | null)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, ...same]))
    .digest('hex')
    .slice(0, 32);
}
