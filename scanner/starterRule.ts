import type { EffectKind, Grade, Risk } from './report.ts';
import { type StarterArgs, starterArgs } from './starterArgs.ts';
import type { Flow } from './yamlText.ts';

/** A tool as the scan judged it. */
export interface StarterTool {
  readonly name: string;
  readonly risk: Risk;
  readonly inputSchema: unknown;
  readonly grade: Grade;
}

/** What becomes of medium risk: a person is asked, it is let through and recorded, or it is denied. */
export type StarterAsk = 'ask' | 'observe' | 'deny';

/** What a starter policy says of one tool. */
export interface StarterRule {
  readonly tier: 'blocked' | 'low' | 'medium' | 'high';
  readonly effect: 'allow' | 'ask' | 'deny';
  readonly reason: string;
  readonly owasp: readonly string[];
  /** Null for any arguments: of a denial, and of a tool whose schema names none. */
  readonly args: Readonly<Record<string, Flow>> | null;
}

/** What all rules of one policy share. */
export interface StarterSetting {
  readonly directories: readonly string[];
  readonly askMode: StarterAsk;
  /** Whether another tool of the list has the same name, as policies compare names. */
  readonly isTwin: (name: string) => boolean;
}

/** Decides what a starter policy says of a tool; its words are ours, nothing of the tool's text is in them. */
export function starterRule(tool: StarterTool, setting: StarterSetting): StarterRule {
  const { risk, grade } = tool;
  if (setting.isTwin(tool.name))
    return denial('blocked', 'Listed more than once: nobody can tell which tool a call would reach', POISONED);
  if (grade === 'block')
    return denial('blocked', 'The scanner found text in this tool that works on the model', POISONED);
  const owasp = threatsOf(risk, grade);
  if (risk.level === 'high' || risk.level === 'critical') {
    const level = risk.level === 'high' ? 'High' : 'Critical';
    return denial('high', `${level} risk: ${traitsOf(risk)}`, owasp);
  }
  const args = starterArgs(tool.inputSchema, setting.directories);
  const doubts = doubtsOf(tool, args, setting);
  if (risk.level === 'low' && doubts.length === 0) {
    return {
      tier: 'low',
      effect: 'allow',
      reason: `Low risk: ${traitsOf(risk)}${bounds(args)}`,
      owasp,
      args: args.args,
    };
  }
  const { effect, then } = ASKING[setting.askMode];
  const reason = `${risk.level === 'low' ? 'Low' : 'Medium'} risk: ${[traitsOf(risk) + bounds(args), ...doubts].join('; ')}; ${then}`;
  return { tier: 'medium', effect, reason, owasp, args: effect === 'deny' || args.open ? null : args.args };
}

const ASKING: Readonly<Record<StarterAsk, { readonly effect: StarterRule['effect']; readonly then: string }>> = {
  ask: { effect: 'ask', then: 'a person confirms' },
  observe: { effect: 'allow', then: 'let through, and recorded' },
  deny: { effect: 'deny', then: 'denied until a person allows it' },
};

/** What keeps a tool from being allowed without a look. */
function doubtsOf({ risk, grade }: StarterTool, args: StarterArgs, setting: StarterSetting): readonly string[] {
  const doubts: string[] = [];
  if (grade === 'warn') doubts.push('the scanner warns of its text');
  if (isUnbounded(args, risk, setting)) doubts.push('it takes a path that nothing holds below a directory');
  if (args.open) doubts.push('its schema does not say what arguments it takes');
  return doubts;
}

function denial(tier: StarterRule['tier'], reason: string, owasp: readonly string[]): StarterRule {
  return { tier, effect: 'deny', reason, owasp, args: null };
}

/** A path of a service's own (`src/a.ts` in a repository) leads to no file here, as long as the server has none to keep. */
function isUnbounded({ unbounded }: StarterArgs, { egress }: Risk, { directories }: StarterSetting): boolean {
  return unbounded && (directories.length > 0 || egress !== 'service');
}

function bounds({ hasPaths, unbounded }: StarterArgs): string {
  return hasPaths && !unbounded ? ', below the directories that the server was given' : '';
}

const DOINGS: Readonly<Record<EffectKind, string>> = {
  read: 'it reads',
  write: 'it changes something',
  destructive: 'it deletes, replaces or ends something',
  execute: 'it runs programs or starts other work',
  admin: 'it changes who may do what, or how a system is set up',
};

function traitsOf({ effects, egress, credential }: Risk): string {
  const traits = effects.filter((effect) => effect !== 'read').map((effect) => DOINGS[effect]);
  if (traits.length === 0) traits.push(DOINGS.read);
  if (egress === 'open') traits.push('it reaches the open network');
  if (credential) traits.push('it handles secrets');
  return traits.join(', ');
}

const POISONED: readonly string[] = ['ASI01', 'ASI04', 'LLM01', 'MCP03'];

const THREATS: Readonly<Record<EffectKind, readonly string[]>> = {
  read: ['ASI02', 'LLM02', 'MCP10'],
  write: ['ASI02', 'LLM06', 'MCP02'],
  destructive: ['ASI02', 'LLM06', 'MCP02'],
  execute: ['ASI05', 'LLM06', 'MCP05'],
  admin: ['ASI03', 'LLM06', 'MCP07'],
};

function threatsOf({ effects, egress, credential }: Risk, grade: Grade): readonly string[] {
  const found = effects.flatMap((effect) => THREATS[effect]);
  if (egress === 'open') found.push('LLM02', 'MCP10');
  if (credential) found.push('ASI03', 'LLM02', 'MCP01');
  if (grade === 'warn') found.push('LLM01', 'MCP03');
  return [...new Set(found)].sort();
}
