import { readList } from './fields.ts';
import { compileGlob } from './glob.ts';
import { quoted, readTexts, refuse, type TextOperand } from './matchers/operand.ts';
import { OWASP_THREATS } from './owasp.ts';
import type { ActionPattern, Pattern } from './policy.ts';
import type { Report, SourceNode } from './source.ts';
import { didYouMean } from './suggest.ts';

/** Reads one glob or a list of globs. With a separator, `*` stops at it. */
export function readPatterns(
  node: SourceNode,
  what: string,
  report: Report,
  separator: '/' | null = null,
): readonly Pattern[] {
  const operands = readTexts(node, report, what) ?? [];
  return operands.map((operand) => compile(operand, separator, report)).filter((pattern) => pattern !== null);
}

/** A pattern that the language itself supplies. */
export function patternOf(text: string): Pattern {
  const glob = compileGlob(text, { separator: null });
  if ('error' in glob) throw new Error(glob.error);
  return { text, glob };
}

/** Reads the names a policy is for: a list even where it is only one. */
export function readPatternList(node: SourceNode, what: string, report: Report): readonly Pattern[] {
  const list = readList(node, `a list of globs on ${what} names, such as \`["*"]\``, report);
  return list === null ? [] : readPatterns(node, `glob on the name of ${what}s`, report);
}

/** The same for `action`: a glob without a slash names a tool on any server, `server/tool` splits at the first slash. */
export function readActions(node: SourceNode, report: Report): readonly ActionPattern[] {
  const operands = readTexts(node, report, 'glob on the name of a tool') ?? [];
  return operands.map((operand) => readAction(operand, report)).filter((pattern) => pattern !== null);
}

/** Reads `owasp`: ids of the threat lists. */
export function readOwasp(node: SourceNode | undefined, report: Report): readonly string[] {
  if (node === undefined) return [];
  const list = readList(node, 'a list of threat ids, such as `[ASI02, MCP05]`', report);
  const operands = list === null ? [] : (readTexts(node, report, 'threat id') ?? []);
  for (const { node: each, text } of operands) {
    if (OWASP_THREATS.has(text)) continue;
    const near = didYouMean(text, OWASP_THREATS.keys());
    report(
      each.at,
      `unknown threat id ${quoted(text)}, expected ASI01 to ASI10, LLM01 to LLM10 or MCP01 to MCP10${near}`,
    );
  }
  return [...new Set(operands.map(({ text }) => text))];
}

function readAction(operand: TextOperand, report: Report): ActionPattern | null {
  const { node, text } = operand;
  const slash = text.indexOf('/');
  if (slash === 0 || slash === text.length - 1) return refuse(node, report, '`tool` or `server/tool`');
  const server = slash < 0 ? null : compile({ node, text: text.slice(0, slash) }, null, report);
  const name = compile({ node, text: text.slice(slash + 1) }, null, report);
  if (name === null || (server === null && slash > 0)) return null;
  return { text, server: server?.glob ?? null, name: name.glob };
}

function compile({ node, text }: TextOperand, separator: '/' | null, report: Report): Pattern | null {
  const glob = compileGlob(text, { separator });
  if (!('error' in glob)) return { text, glob };
  report(node.at, `the glob ${quoted(text)} cannot be read: ${glob.error}`);
  return null;
}
