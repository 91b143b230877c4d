import { classifyRisk } from '../../../scanner/index.ts';
import type { AuditFinding } from '../../../src/app/auditScan/finding.ts';
import { Ledger } from '../../../src/app/auditScan/ledger.ts';
import { scanner } from '../../../src/app/auditScan/scanner.ts';
import type { StreamedEntry } from '../../../src/app/auditStream.ts';
import { columnsOf, type DecisionEntry, type EventEntry, type SealedEntry } from '../../../src/audit/sealedEntry.ts';
import type { Policy } from '../../../src/authz/policy.ts';
import type { JsonObject } from '../../../src/jsonrpc/message.ts';

const START = Date.UTC(2026, 5, 1, 9);

/** Whose a line of a script is; each server of an agent has a session of its own. */
export interface Whose {
  readonly agent?: string;
  readonly session?: string;
  /** Nanoseconds since its process began; 0 where nothing is said. */
  readonly monoNs?: number;
  /** Seconds since the line before; 5 where nothing is said. */
  readonly after?: number;
}

/** A line of a script, which becomes an entry at its place in time. */
export type Line = ((at: { seq: number; ms: number }) => SealedEntry) & { readonly after: number };

/** A call that went through: `server/tool` and its arguments. */
export function call(tool: string, args: JsonObject = {}, whose: Whose = {}): Line {
  return decisionLine(tool, args, 'allow', whose);
}

/** A call that was denied. */
export function denied(tool: string, args: JsonObject = {}, whose: Whose = {}): Line {
  return decisionLine(tool, args, 'deny', whose);
}

/** A call that only observe mode let through. */
export function observed(tool: string, args: JsonObject = {}, whose: Whose = {}): Line {
  return decisionLine(tool, args, 'observe_deny', whose);
}

/** An event at a server. */
export function happened(event: string, server: string, detail: JsonObject = {}, whose: Whose = {}): Line {
  const line = ({ seq, ms }: { seq: number; ms: number }): EventEntry => ({
    action_detail: { detail, event },
    action_type: 'lifecycle',
    ...commonOf(server, seq, ms, whose),
    leash: { cut: [], mono_ns: whose.monoNs ?? 0, note: null, seq, server, shard: '00', v: 1 },
    outcome: 'success',
    record_phase: 'concurrent',
  });
  return Object.assign(line, { after: whose.after ?? 5 });
}

/** The same line so many times, told apart by its number. */
export function times(count: number, line: (n: number) => Line): readonly Line[] {
  return Array.from({ length: count }, (_, n) => line(n));
}

/** What a scan finds in a log that consists of these lines. */
export async function found(
  lines: readonly (Line | readonly Line[])[],
  policies: readonly Policy[] = [],
): Promise<readonly AuditFinding[]> {
  const ledger = new Ledger();
  const { take, end } = scanner(ledger, {
    policies,
    riskOf: (server, tool) => classifyRisk({ name: tool }, { server }),
  });
  let ms = START;
  for (const [seq, line] of lines.flat().entries()) {
    ms += line.after * 1000;
    const entry = line({ seq, ms });
    await take(streamedOf(entry), entry);
  }
  end();
  return ledger.findings();
}

/** The kinds of what is found that are as grave as `high`, or all of them. */
export async function kindsOf(
  lines: readonly (Line | readonly Line[])[],
  which: 'grave' | 'all' = 'all',
): Promise<readonly string[]> {
  const findings = await found(lines);
  const some = which === 'all' ? findings : findings.filter(({ severity }) => ['critical', 'high'].includes(severity));
  return [...new Set(some.map(({ id }) => id))].sort();
}

function decisionLine(name: string, args: JsonObject, effect: DecisionEntry['leash']['effect'], whose: Whose): Line {
  const [server = '', tool = ''] = name.split('/');
  const line = ({ seq, ms }: { seq: number; ms: number }): DecisionEntry => ({
    action_detail: { resource: null, tool_name: tool },
    action_type: 'tool_call',
    ...commonOf(server, seq, ms, whose),
    leash: {
      args: { as: 'clear', text: JSON.stringify(args) },
      cut: [],
      effect,
      errors: [],
      from: 'client',
      grant: null,
      jsonrpc_id: seq,
      method: 'tools/call',
      mode: effect === 'observe_deny' ? 'observe' : 'enforce',
      mono_ns: 0,
      note: null,
      obligations: [],
      owasp: [],
      policy_set: 'sha256:00',
      principal: 'agent',
      reason: 'because',
      risk: null,
      rules: [{ policy: 'team', rule: effect === 'deny' ? 'no' : 'yes' }],
      seq,
      server,
      shard: '00',
      v: 1,
    },
    outcome: effect === 'deny' ? 'denied' : 'success',
    record_phase: 'pre_execution',
  });
  return Object.assign(line, { after: whose.after ?? 5 });
}

function commonOf(server: string, seq: number, ms: number, { agent = 'claude', session }: Whose) {
  return {
    agent_id: agent,
    parent_record_id: null,
    prev_hash: '0'.repeat(64),
    record_id: `record-${seq}`,
    session_id: session ?? `${agent} at ${server}`,
    timestamp: new Date(ms).toISOString(),
  };
}

/** The entry as it comes out of a log. */
export function streamedOf(entry: SealedEntry): StreamedEntry {
  const row = { ...columnsOf(entry), bytes: JSON.stringify(entry), nodes: new Uint8Array(), note: null };
  return { shard: '00', row, entry: null, openings: () => Promise.resolve([]) };
}
