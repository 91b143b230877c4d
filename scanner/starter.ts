import { digest } from './digest.ts';
import { HIDDEN } from './hidden.ts';
import { shown } from './shown.ts';
import { type StarterAsk, type StarterRule, starterRule, type StarterTool } from './starterRule.ts';
import { flow, keyText, quotedText } from './yamlText.ts';

/** What a starter policy is written from. */
export interface StarterInput {
  /** The name under which policies know the server. */
  readonly server: string;
  /** Directories that the server was given; what is no absolute directory is left out. */
  readonly roots: readonly string[];
  readonly tools: readonly StarterTool[];
  readonly askMode: StarterAsk;
}

/**
 * Writes a policy that works at once: tools of low risk are allowed, medium ones asked about, the rest denied; paths stay
 * below the directories, and only arguments that a tool's schema names are let through. Throws a RangeError where the
 * server's name is one that no policy can hold.
 */
export function starterPolicy({ server, roots, tools, askMode }: StarterInput): string {
  if (!isMatchable(server))
    throw new RangeError('no policy can name this server: its name is empty, over-long or has hidden characters');
  const directories = roots.filter(isDirectory);
  const known = tools.filter(({ name }) => isMatchable(name));
  const setting = { directories, askMode, isTwin: twinsAmong(known) };
  const groups = groupRules(known.map((tool) => ({ name: tool.name, rule: starterRule(tool, setting) })));
  const nameless = tools.filter(({ name }) => !isMatchable(name)).map(({ name }) => name);
  const lines = [...headOf(server, roots, nameless), ...fitting(groups.map(ruleLines)), ...LAST_RULE];
  return `${lines.join('\n')}\n`;
}

/** A policy file holds a megabyte; a UTF-16 unit takes three bytes at most. */
const MAX_UNITS = 340_000;

/** The rules that a file has room for. What is left out is denied by the last rule. */
function fitting(rules: readonly (readonly string[])[]): readonly string[] {
  const lines: string[] = [];
  let units = 0;
  let left = 0;
  for (const rule of rules) {
    const size = rule.reduce((sum, line) => sum + line.length + 1, 0);
    if (units + size > MAX_UNITS) {
      left++;
      continue;
    }
    units += size;
    lines.push(...rule);
  }
  return left === 0 ? lines : [...lines, '', `  # ${left} more rules did not fit; the tools they are for are denied.`];
}

/** As the policy language has it: other names match only deny rules, and what no rule allows is denied anyway. */
function isMatchable(name: string): boolean {
  return name !== '' && name.length <= MAX_NAME && name === name.trim() && !HIDDEN.test(name);
}

const MAX_NAME = 256;

function isDirectory(root: string): boolean {
  const isAbsolute = /^(?:\/(?!\/)|~(?:\/|$))/.test(root);
  return isAbsolute && !/[\u0000-\u001f\u007f-\u009f\\*]/.test(root) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(root);
}

/** Policies compare names as NFC: what differs only in how an accent is written is one name to them. */
function twinsAmong(tools: readonly StarterTool[]): (name: string) => boolean {
  const counts = new Map<string, number>();
  for (const { name } of tools) counts.set(name.normalize('NFC'), (counts.get(name.normalize('NFC')) ?? 0) + 1);
  return (name) => (counts.get(name.normalize('NFC')) ?? 0) > 1;
}

interface Group {
  readonly id: string;
  readonly names: readonly string[];
  readonly rule: StarterRule;
}

const TIERS: readonly StarterRule['tier'][] = ['blocked', 'low', 'medium', 'high'];

/** Tools of which the policy says the same share a rule. */
function groupRules(rules: readonly { readonly name: string; readonly rule: StarterRule }[]): readonly Group[] {
  const groups = new Map<string, { names: Set<string>; rule: StarterRule }>();
  for (const { name, rule } of rules) {
    const key = JSON.stringify([rule.tier, rule.reason, rule.args]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { names: new Set([name]), rule });
    else group.names.add(name);
  }
  return TIERS.flatMap((tier) => {
    const tiered = [...groups.values()].filter(({ rule }) => rule.tier === tier);
    return tiered.map(({ names, rule }, index) => ({ id: `${tier}-${index + 1}`, names: [...names], rule }));
  });
}

function ruleLines({ id, names, rule }: Group): readonly string[] {
  const { effect, reason, args, owasp } = rule;
  const lines = [
    '',
    `  - id: ${id}`,
    ...actionLines(names),
    `    effect: ${effect}`,
    `    reason: ${quotedText(reason)}`,
    `    owasp: [${owasp.join(', ')}]`,
  ];
  if (args === null) return lines;
  const entries = Object.entries(args);
  if (entries.length > 0) lines.push('    args:');
  for (const [key, matcher] of entries) lines.push(`      ${keyText(key)}: ${flow(matcher)}`);
  return [...lines, '    unlisted_args: deny'];
}

function actionLines(names: readonly string[]): readonly string[] {
  const patterns = names.map((name) => quotedText(patternOf(name)));
  if (patterns.length === 1) return [`    action: ${patterns.join('')}`];
  return ['    action:', ...patterns.map((pattern) => `      - ${pattern}`)];
}

/** A pattern that matches this name only. What stands before the first slash would be the server's name. */
function patternOf(name: string): string {
  const literal = literalGlob(name);
  return name.includes('/') ? `*/${literal}` : literal;
}

function literalGlob(text: string): string {
  return text.replaceAll(/[*?[\]{}|(\\]|^!/g, String.raw`\$&`);
}

const LAST_RULE: readonly string[] = [
  '',
  '  # Tools that came later, arguments that the schema does not name, paths elsewhere.',
  '  - id: everything-else',
  '    action: "*"',
  '    effect: deny',
  '    reason: "Not among the tools and arguments that this policy lets through"',
  '    owasp: [ASI02, LLM06, MCP02]',
];

function headOf(server: string, roots: readonly string[], nameless: readonly string[]): readonly string[] {
  const left = roots.filter((root) => !isDirectory(root));
  return [
    '# A start, written from what the tools of this server say of themselves when it was scanned; a tool may lie.',
    '# Read it, and change what does not fit your work: `leash policy validate` tells whether it holds.',
    ...listed('Not used as a directory, as it is none that a policy can hold', left),
    ...listed('Denied, as a policy cannot name it', nameless),
    `name: ${quotedText(`starter-${slugOf(server)}`)}`,
    `description: ${quotedText(`Lets the tools of ${server} work as far as their risk allows`)}`,
    'priority: 10',
    'agents: ["*"]',
    `servers: [${quotedText(literalGlob(server))}]`,
    'mode: enforce',
    'rules:',
  ];
}

const MAX_LISTED = 20;

function listed(what: string, texts: readonly string[]): readonly string[] {
  const more = texts.length - MAX_LISTED;
  const lines = texts.slice(0, MAX_LISTED).map((text) => `# ${what}: ${shown(text, 120)}`);
  return more > 0 ? [...lines, `# ${what}: ${more} more`] : lines;
}

/** Names of policies hold no slash and nothing odd; a digest makes up for what is lost, so that no two are one. */
function slugOf(server: string): string {
  if (PLAIN_SERVER.test(server)) return server;
  const words =
    server
      .slice(0, 60)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return [...words, digest(server)].join('-');
}

const PLAIN_SERVER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
