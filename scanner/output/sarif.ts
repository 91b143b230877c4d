import type { Finding, ScanReport } from '../report.ts';
import { shown } from '../shown.ts';
import { ruleHelp } from './ruleHelp.ts';

/** The report on one server. */
export interface ServerReport {
  readonly server: string;
  readonly report: ScanReport;
  /** URI of the file the list was read from, where it was a file. */
  readonly artifact?: string;
}

/** Writes reports as one run of SARIF 2.1.0; `version` is that of Leash. Suppressions match by `partialFingerprints`. */
export function sarifOf(reports: readonly ServerReport[], version: string): string {
  const located = reports.flatMap(locatedFindings);
  const rules = [...new Set(located.map(({ finding }) => finding.rule))].sort();
  return sarifLog(
    version,
    rules.map((rule) => ruleOf(rule, located)),
    located.map((one) => resultOf(one, rules)),
  );
}

/** One run of Leash as a document of SARIF 2.1.0. */
export function sarifLog(version: string, rules: readonly object[], results: readonly object[]): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'Leash', version, rules } }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

interface LocatedFinding {
  readonly finding: Finding;
  readonly server: string;
  /** Null where the finding is the server's own. */
  readonly tool: string | null;
  readonly artifact: string | undefined;
}

function locatedFindings({ server, report, artifact }: ServerReport): readonly LocatedFinding[] {
  return [
    ...report.server.findings.map((finding) => ({ finding, server, tool: null, artifact })),
    ...report.tools.flatMap(({ name, findings }) =>
      findings.map((finding) => ({ finding, server, tool: name, artifact })),
    ),
  ];
}

function ruleOf(id: string, located: readonly LocatedFinding[]): object {
  const { title, help } = ruleHelp(id);
  const owasp = new Set(located.filter(({ finding }) => finding.rule === id).flatMap(({ finding }) => finding.owasp));
  return {
    id,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: help },
    help: { text: help, markdown: help },
    properties: { tags: ['security', ...[...owasp].sort()] },
  };
}

const LEVELS = { block: 'error', warn: 'warning', info: 'note' } as const;

function resultOf({ finding, server, tool, artifact }: LocatedFinding, rules: readonly string[]): object {
  const { rule, grade, at, span, message, owasp, fingerprint } = finding;
  const name = shown(tool ?? server, MAX_NAME);
  const logical = {
    name,
    fullyQualifiedName: tool === null ? name : `${shown(server, MAX_NAME)}/${name}`,
    kind: tool === null ? 'module' : 'function',
  };
  const physical = artifact === undefined ? {} : { physicalLocation: { artifactLocation: { uri: artifact } } };
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: LEVELS[grade],
    message: { text: plainMessage(`${name}: ${message}`) },
    locations: [{ ...physical, logicalLocations: [logical] }],
    partialFingerprints: { 'leashFinding/v1': fingerprint },
    properties: { grade, pointer: shown(at, MAX_TEXT), span, owasp },
  };
}

const MAX_NAME = 200;
const MAX_TEXT = 2_000;

/** In a message of SARIF `[text](target)` is a link (§3.11.6) and `{0}` a placeholder (§3.11.5): neither is ours to make. */
export function plainMessage(text: string): string {
  return shown(text, MAX_TEXT)
    .replaceAll(/[[\]]/g, String.raw`\$&`)
    .replaceAll('{', '{{')
    .replaceAll('}', '}}');
}
