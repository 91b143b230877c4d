import type { Names } from './clauseRoles.ts';
import { findingsOf, type FoundSignal } from './findings.ts';
import { neighboursOf } from './neighbours.ts';
import { passagesOf } from './reading.ts';
import type {
  Finding,
  OtherServer,
  ScanOptions,
  ScanReport,
  ServerListing,
  ToolDefinition,
  ToolReport,
} from './report.ts';
import { classifyRisk } from './risk.ts';
import type { Rule, TextRule, ToolRule } from './rules/rule.ts';
import { RULES } from './rules/table.ts';
import { worst } from './score.ts';
import { subjectsOf, type Subject, type Subjects } from './subject.ts';
import type { ServerView, ToolView } from './view.ts';

/** Scans what a server says of itself. Never throws on what the server sent, and takes time linear in its size. */
export function scanServer(listing: ServerListing, options: ScanOptions = {}): ScanReport {
  const others = options.otherServers ?? [];
  const server: ServerView = { name: listing.name, tools: byName(listing.tools), neighbours: neighboursOf(others) };
  const names = namesOf(server.tools, others);
  const quiet: Quiet = new Set();
  const { instructions, prompts, resources, resourceTemplates } = listing;
  const findings = findingsOf(
    readAll(subjectsOf({ instructions, prompts, resources, resourceTemplates }), names, quiet),
  );
  return {
    server: { grade: worst(findings.map(({ grade }) => grade)), findings },
    tools: listing.tools.map((tool, index) => scanTool(tool, `/tools/${index}`, server, { names, quiet })),
  };
}

/** Scans one text by itself, such as a server's instructions or the message of a prompt. */
export function scanText(text: string, at: string, options: ScanOptions = {}): Finding[] {
  return findingsOf(
    readAll({ subjects: [{ at, role: 'prose', text }] }, namesOf(new Map(), options.otherServers ?? []), new Set()),
  );
}

/** Texts, by role, that hold nothing whatever the names are: the same words stand in the schemas of many tools. */
type Quiet = Set<string>;

interface Known {
  readonly names: Names;
  readonly quiet: Quiet;
}

const TEXT_RULES = RULES.filter((rule): rule is TextRule => rule.reads === 'text');
const TOOL_RULES = RULES.filter((rule): rule is ToolRule => rule.reads === 'tool');

function scanTool(tool: unknown, at: string, server: ServerView, { names, quiet }: Known): ToolReport {
  if (!isObject(tool)) {
    const findings = findingsOf([malformed(at)]);
    return { name: '', grade: worst(findings.map(({ grade }) => grade)), findings, risk: classifyRisk({}) };
  }
  const name = nameOf(tool);
  const walked = subjectsOf(tool);
  const view: ToolView = { name, tool, subjects: walked.subjects };
  const signals = [
    ...readAll(walked, { ...names, self: name.toLowerCase(), parameters: parametersIn(walked.subjects) }, quiet),
    ...TOOL_RULES.flatMap((rule) => judge(rule, view, server)),
  ];
  const findings = findingsOf(signals, { at, name });
  return { name, grade: worst(findings.map(({ grade }) => grade)), findings, risk: classifyRisk(tool) };
}

function readAll({ subjects, truncated }: Subjects, names: Names, quiet: Quiet): FoundSignal[] {
  const signals = subjects.flatMap((subject) => readOnce(subject, names, quiet));
  return truncated === undefined ? signals : [...signals, oversized(truncated)];
}

function readOnce(subject: Subject, names: Names, quiet: Quiet): FoundSignal[] {
  const key = `${subject.role}\n${subject.text}`;
  if (quiet.has(key)) return [];
  const signals = readText(subject, names);
  if (signals.length === 0 && key.length <= LONGEST_QUIET && !MAY_NAME.test(key) && !MAY_NAME.test(key.toLowerCase()))
    quiet.add(key);
  return signals;
}

const LONGEST_QUIET = 1000;
/** Without a quote, a separator, a change of case or the word itself, no word of a text can be the name of a tool. */
const MAY_NAME = /['"`*_-]|[a-z][A-Z]|[^\n\x20-\x7e]|tool|function|command|method|plugin|operation/;

function readText({ at, role, text }: Subject, names: Names): FoundSignal[] {
  return passagesOf(text, role, names).flatMap((passage) => {
    const hits = TEXT_RULES.flatMap((rule) =>
      [...rule.detect(passage)].map(({ weight, start, end, message, isRaw }): FoundSignal => {
        const span = isRaw === true ? ([start, end] as const) : passage.spanOf(start, end);
        return {
          rule,
          weight,
          ground: rule.ground,
          at,
          span,
          message,
          via: passage.via,
          words: isRaw === true ? text.slice(start, end) : passage.text.slice(start, end),
        };
      }),
    );
    // What says nothing in the open and something when unpacked was packed to be unseen.
    return passage.via === 'plain' || hits.every(({ weight }) => weight === 'faint')
      ? hits
      : [...hits, packed(at, passage.spanOf(0, passage.text.length), passage.via, passage.text)];
  });
}

function judge(rule: ToolRule, view: ToolView, server: ServerView): FoundSignal[] {
  return [...rule.detect(view, server)].map(({ weight, at, span, message }): FoundSignal => {
    const text = view.subjects.find((subject) => subject.at === at)?.text ?? '';
    const place = span ?? ([0, text.length] as const);
    return { rule, weight, ground: rule.ground, at, span: place, message, via: 'plain', words: text.slice(...place) };
  });
}

function packed(at: string, span: readonly [number, number], via: FoundSignal['via'], words: string): FoundSignal {
  return {
    rule: PACKED,
    weight: 'clear',
    ground: 'hidden',
    at,
    span,
    message: 'packs orders so that a person does not see them',
    via,
    words,
  };
}

function oversized(at: string): FoundSignal {
  return {
    rule: OVERSIZED,
    weight: 'clear',
    ground: 'size',
    at,
    span: [0, 0],
    message: 'nests deeper or holds more than a definition has reason to',
    via: 'plain',
    words: '',
  };
}

function malformed(at: string): FoundSignal {
  return {
    rule: MALFORMED,
    weight: 'strong',
    ground: 'size',
    at,
    span: [0, 0],
    message: 'is no tool definition',
    via: 'plain',
    words: '',
  };
}

const PACKED: Pick<Rule, 'id' | 'owasp'> = { id: 'packed-text', owasp: ['LLM01', 'ASI01', 'MCP03'] };
const OVERSIZED: Pick<Rule, 'id' | 'owasp'> = { id: 'oversized-definition', owasp: ['LLM10', 'MCP03'] };
const MALFORMED: Pick<Rule, 'id' | 'owasp'> = { id: 'malformed-tool', owasp: ['MCP03'] };

function byName(tools: readonly unknown[]): Map<string, ToolDefinition[]> {
  const map = new Map<string, ToolDefinition[]>();
  for (const tool of tools.filter(isObject)) {
    const name = nameOf(tool).toLowerCase();
    const same = map.get(name);
    if (same === undefined) map.set(name, [tool]);
    else same.push(tool);
  }
  return map;
}

function namesOf(tools: ReadonlyMap<string, unknown>, others: readonly OtherServer[]): Names {
  const own = new Set(tools.keys());
  const other = new Set(
    others.flatMap((server) => server.tools.map(({ name }) => name.toLowerCase())).filter((name) => !own.has(name)),
  );
  return { self: '', own, other, parameters: NO_NAMES };
}

const NO_NAMES: ReadonlySet<string> = new Set();

function parametersIn(subjects: readonly Subject[]): Set<string> {
  return new Set(
    subjects
      .filter(({ role, text }) => role === 'propertyName' || (role === 'value' && text.length <= 64))
      .map(({ text }) => text.toLowerCase()),
  );
}

function nameOf(tool: ToolDefinition): string {
  return typeof tool['name'] === 'string' ? tool['name'] : '';
}

function isObject(value: unknown): value is ToolDefinition {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
