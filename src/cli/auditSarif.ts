import { plainMessage, sarifLog } from '../../scanner/output/sarif.ts';
import type { AuditFinding, Evidence, Severity } from '../app/auditScan/finding.ts';
import { printable } from '../jsonrpc/printable.ts';
import { isoTime } from './time.ts';

/** Writes findings of the log as one run of SARIF 2.1.0. Suppressions match by `partialFingerprints`. */
export function auditSarif(findings: readonly AuditFinding[], version: string): string {
  const kinds = new Map(findings.map((finding) => [finding.id, finding]));
  const ids = [...kinds.keys()].sort();
  const rules = ids.flatMap((id) => {
    const kind = kinds.get(id);
    return kind === undefined ? [] : [ruleOf(kind)];
  });
  return sarifLog(
    version,
    rules,
    findings.map((finding) => resultOf(finding, ids)),
  );
}

/** What GitHub sorts by (`security-severity`, 0.1 to 10), and the level of SARIF. */
const WEIGHTS: Readonly<Record<Severity, readonly [level: 'error' | 'warning' | 'note', weight: string]>> = {
  critical: ['error', '9.5'],
  high: ['error', '8.0'],
  medium: ['warning', '5.5'],
  low: ['note', '3.0'],
  info: ['note', '0.5'],
};

function ruleOf({ id, title, why, remedy, owasp, severity }: AuditFinding): object {
  return {
    id,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: { text: remedy, markdown: remedy },
    properties: { tags: ['security', ...owasp], 'security-severity': WEIGHTS[severity][1] },
  };
}

function resultOf(finding: AuditFinding, ids: readonly string[]): object {
  const { id, severity, message, fingerprint, evidence, count, from, to, agent, server, session } = finding;
  const locations = evidence.map(locationOf);
  return {
    ruleId: id,
    ruleIndex: ids.indexOf(id),
    level: WEIGHTS[severity][0],
    message: { text: plainMessage(message === '' ? id : message) },
    // The last entry completes what was found; those before it led to it.
    locations: locations.length === 0 ? [WHOLE_LOG] : locations.slice(-1),
    relatedLocations: locations.slice(0, -1).map((location, index) => ({ id: index, ...location })),
    partialFingerprints: { 'leashAuditFinding/v1': fingerprint },
    occurrenceCount: count,
    properties: {
      severity,
      from: isoTime(from),
      to: isoTime(to),
      agent: shortOf(agent),
      server: shortOf(server),
      session: shortOf(session),
    },
  };
}

function shortOf(text: string | null): string | null {
  return text === null ? null : printable(text, 200);
}

const WHOLE_LOG = { logicalLocations: [{ name: 'audit', fullyQualifiedName: 'audit', kind: 'resource' }] };

function locationOf({ place, name, server }: Evidence): object {
  const shard = place.slice(0, place.indexOf(':'));
  const uri = shard === 'index' ? 'audit/index.db' : `audit/shards/${encodeURIComponent(shard)}.db`;
  const logical = { name: place, fullyQualifiedName: `audit/${place}`, kind: 'resource' };
  const about = server === '' ? {} : { message: { text: plainMessage(`${server}/${name}`) } };
  return {
    ...about,
    physicalLocation: { artifactLocation: { uri, uriBaseId: 'LEASH_HOME' } },
    logicalLocations: [logical],
  };
}
