import { scanServer } from '../../scanner/scan.ts';
import type { Finding, OtherServer, ServerListing, ToolReport } from '../../scanner/report.ts';
import { diffTool } from '../../scanner/toolDiff.ts';
import { worst } from '../../scanner/score.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import { printable } from '../jsonrpc/printable.ts';
import type { Graded } from './gradeBook.ts';
import type { Listed, ListedKind } from './page.ts';
import type { Definition, KeptFinding, PinKind } from './pin.ts';

/** What the scanner has to know of the surroundings. */
export interface Surroundings {
  /** The name that policies know the server by. */
  readonly server: string;
  /** The server's tools besides those that are scanned. */
  readonly ownTools: readonly string[];
  readonly others: readonly OtherServer[];
}

/** Scans tools of one server in the light of each other and of its other tools. Never throws. */
export function inspectTools(
  tools: readonly Listed[],
  { server, ownTools, others }: Surroundings,
): readonly Definition[] {
  const scanned = new Set(tools.map(({ name }) => name));
  // By its name alone another tool can be recognised in a text.
  const rest = ownTools.filter((name) => !scanned.has(name)).map((name) => ({ name }));
  const report = scanServer(
    { name: server, tools: [...tools.map(({ definition }) => definition), ...rest] },
    { otherServers: others },
  );
  return tools.map((listed, index) => toolDefinition(listed, report.tools[index], index));
}

/** A tool with what a report says of it, where it stands at that index. */
export function toolDefinition(listed: Listed, report: ToolReport | undefined, index: number): Definition {
  return {
    ...definitionOf(listed, 'tool'),
    // What no report speaks of has not been looked at.
    grade: report?.grade ?? 'block',
    findings: keptFindings(report?.findings ?? [], `/tools/${index}`),
    risk: report?.risk ?? null,
  };
}

/** Scans a server's instructions. Never throws. */
export function inspectInstructions(instructions: Listed, surroundings: Surroundings): Definition {
  return { ...definitionOf(instructions, 'instructions'), ...grade(instructions, surroundings), risk: null };
}

/** Scans one element that is not pinned. Never throws. */
export function grade(listed: Listed, { server, ownTools, others }: Surroundings): Graded {
  const { kind, definition } = listed;
  const place = PLACES[kind];
  const tools = kind === 'instructions' ? ownTools.map((name) => ({ name })) : [];
  const { findings } = scanServer(
    { name: server, tools, ...place.listing(definition) },
    { otherServers: others },
  ).server;
  return { grade: worst(findings.map((each) => each.grade)), findings: keptFindings(findings, place.at) };
}

interface Place {
  readonly at: string;
  readonly listing: (definition: JsonValue) => Partial<ServerListing>;
}

const PLACES: Readonly<Record<ListedKind, Place>> = {
  tool: { at: '/tools/0', listing: (tool) => ({ tools: [tool] }) },
  prompt: { at: '/prompts/0', listing: (prompt) => ({ prompts: [prompt] }) },
  resource: { at: '/resources/0', listing: (resource) => ({ resources: [resource] }) },
  template: { at: '/resourceTemplates/0', listing: (template) => ({ resourceTemplates: [template] }) },
  instructions: {
    at: '/instructions',
    listing: (text) => (typeof text === 'string' ? { instructions: text } : {}),
  },
};

function definitionOf(
  listed: Listed,
  kind: PinKind,
): Pick<Definition, 'kind' | 'name' | 'fingerprint' | 'content' | 'definition'> {
  const { name, fingerprint, content, definition } = listed;
  return { kind, name, fingerprint, content, definition };
}

const MOST_FINDINGS = 20;
const LONGEST_MESSAGE = 300;

/** The gravest first: what is left out weighs less. */
function keptFindings(findings: readonly Finding[], below: string): readonly KeptFinding[] {
  const order = ['block', 'warn', 'info'];
  return findings
    .toSorted((a, b) => order.indexOf(a.grade) - order.indexOf(b.grade))
    .slice(0, MOST_FINDINGS)
    .map(({ rule, grade, at, message }) => ({
      rule,
      grade,
      at: printable(at.startsWith(below) ? at.slice(below.length) : at, LONGEST_MESSAGE),
      message: printable(message, LONGEST_MESSAGE),
    }));
}

const MOST_FIELDS = 16;

/** Where two definitions differ, for the log: places and what happened there, no values. */
export function changedFields(before: JsonValue, after: JsonValue): readonly string[] {
  const changes = diffTool(before, after).map(
    ({ at, kind }) => `${printable(at, 120)} ${kind === 'text' ? 'changed' : kind}`,
  );
  const fields = [...new Set(changes)];
  return fields.length <= MOST_FIELDS
    ? fields
    : [...fields.slice(0, MOST_FIELDS), `and ${fields.length - MOST_FIELDS} more`];
}
