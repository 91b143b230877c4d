import { columnsOf, type SealedEntry } from '../audit/sealedEntry.ts';
import type { Home } from '../edge/home.ts';
import { readPolicySet } from '../edge/policyFile.ts';
import type { PolicySources } from '../edge/policyFiles.ts';
import { InvalidPolicyError } from '../edge/policyProblems.ts';
import type { DecisionPeriod } from '../edge/shardDecisions.ts';
import type { Policy } from '../authz/policy.ts';
import type { AuditFinding } from './auditScan/finding.ts';
import { reportIntegrity } from './auditScan/integrity.ts';
import { Ledger } from './auditScan/ledger.ts';
import { scanner } from './auditScan/scanner.ts';
import { toolRisks } from './auditScan/toolRisks.ts';
import type { UnreadableShard } from './auditShards.ts';
import { streamEntries } from './auditStream.ts';
import { verifyLog, type LogReport } from './auditVerify.ts';
import { policySources } from './policies.ts';
import type { OnProgress } from './recordedDecisions.ts';

/** What of the log is looked through. */
export interface AuditScanOptions extends DecisionPeriod {
  readonly agent?: string | undefined;
  readonly server?: string | undefined;
  readonly session?: string | undefined;
  /** The policies whose rules are looked at; those of the home where none are given. */
  readonly sources?: PolicySources | undefined;
  /** Verifying the log comes first, and then looking it through: it counts up twice. */
  readonly onProgress?: OnProgress | undefined;
}

/** What was found in the log. */
export interface AuditScanReport {
  /** What verification says of the log as a whole, whatever period was looked through. */
  readonly integrity: { readonly status: LogReport['status']; readonly entries: number };
  /** Entries that were looked at, and the times of the first and the last. */
  readonly entries: number;
  readonly from: number | null;
  readonly to: number | null;
  /** Integrity first, then the newest first. */
  readonly findings: readonly AuditFinding[];
  /** Findings beyond those that are listed, by kind. */
  readonly more: Readonly<Record<string, number>>;
  /** What keeps the scan from being whole, for people. */
  readonly notes: readonly string[];
  readonly unreadable: readonly UnreadableShard[];
}

/**
 * Looks through the log for what a person should see; changes nothing but what this verifier remembers of it. Memory stays
 * bounded, however long the log is.
 */
export async function scanAudit(home: Home, options: AuditScanOptions): Promise<AuditScanReport> {
  const { onProgress, since, until } = options;
  const verified = await verifyLog({
    home,
    key: null,
    checkpoints: null,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const ledger = new Ledger();
  reportIntegrity(ledger, verified);
  const notes: string[] = [];
  const policies = await policiesOf(options.sources ?? policySources(home, []), notes);
  const { take, end } = scanner(ledger, { policies, riskOf: await toolRisks(home) });
  const unreadable: UnreadableShard[] = [];
  const seen = { entries: 0, damaged: 0, from: Infinity, to: -Infinity };
  const hooks = { onProgress, onUnreadable: (shard: UnreadableShard) => unreadable.push(shard) };
  for await (const streamed of streamEntries(home, { since, until }, hooks)) {
    const { entry } = streamed;
    if (entry === null) seen.damaged += 1;
    if (entry === null || !isAsked(entry, options)) continue;
    const ts = Date.parse(entry.timestamp);
    seen.entries += 1;
    seen.from = Math.min(seen.from, ts);
    seen.to = Math.max(seen.to, ts);
    await take(streamed, entry);
  }
  end();
  if (seen.damaged > 0) notes.push(`${seen.damaged} entries cannot be read; \`leash audit verify\` tells more`);
  return {
    integrity: { status: verified.status, entries: verified.entries },
    entries: seen.entries,
    from: seen.entries === 0 ? null : seen.from,
    to: seen.entries === 0 ? null : seen.to,
    findings: ledger.findings(),
    more: ledger.more(),
    notes,
    unreadable,
  };
}

/** Policies that do not validate decide nothing; what the log says of calls stays worth a look. */
async function policiesOf(sources: PolicySources, notes: string[]): Promise<readonly Policy[]> {
  try {
    return (await readPolicySet(sources)).policies;
  } catch (error) {
    if (!(error instanceof InvalidPolicyError)) throw error;
    notes.push('the policies are not valid, so their rules were not looked at; `leash policy validate` tells more');
    return [];
  }
}

function isAsked(entry: SealedEntry, { agent, server, session }: AuditScanOptions): boolean {
  const columns = columnsOf(entry);
  return (
    (agent ?? columns.agent) === columns.agent &&
    (server ?? columns.server) === columns.server &&
    (session ?? columns.session) === columns.session
  );
}
