import type { JsonObject } from '../jsonrpc/message.ts';
import { compileGlob } from './glob.ts';
import { quoted, readTexts, refuse, type TextOperand } from './matchers/operand.ts';
import { OWASP_THREATS } from './owasp.ts';
import type { ActionPattern, Pattern } from './policy.ts';
import type { Shape } from './shape.ts';
import type { Report, SourceNode } from './source.ts';
import { didYouMean } from './suggest.ts';

const TEXT: JsonObject = { type: 'string' };

/** One glob or a list of globs. With a separator, `*` stops at it. */
export function patternsShape(what: string, separator: '/' | null = null): Shape<readonly Pattern[]> {
  return { schema: oneOrMore(TEXT), read: (node, { report }) => readPatterns(node, what, report, separator) };
}

/** The names a policy is for: a list even where it is only one. */
export function nameGlobsShape(what: string): Shape<readonly Pattern[]> {
  return {
    schema: listOf(TEXT),
    read(node, { report }) {
      if (node.kind !== 'seq' || node.items.length === 0) {
        return refuse(node, report, `a list of globs on ${what} names, such as \`["*"]\``);
      }
      return readPatterns(node, `glob on the name of ${what}s`, report, null);
    },
  };
}

/** Globs on tools: one without a slash names a tool on any server, `server/tool` splits at the first slash. */
export const actionsShape: Shape<readonly ActionPattern[]> = {
  schema: oneOrMore({ type: 'string', pattern: '^[^/]' }),
  read(node, { report }) {
    const operands = readTexts(node, report, 'glob on the name of a tool') ?? [];
    return operands.map((operand) => readAction(operand, report)).filter((pattern) => pattern !== null);
  },
};

/** `owasp`: ids of the threat lists. */
export const owaspShape: Shape<readonly string[]> = {
  schema: { type: 'array', minItems: 1, items: { enum: [...OWASP_THREATS.keys()] } },
  read(node, { report }) {
    if (node.kind !== 'seq' || node.items.length === 0) {
      return refuse(node, report, 'a list of threat ids, such as `[ASI02, MCP05]`');
    }
    const operands = readTexts(node, report, 'threat id') ?? [];
    for (const operand of operands) checkThreat(operand, report);
    return [...new Set(operands.map(({ text }) => text))];
  },
};

/** A pattern that the language itself supplies. */
export function patternOf(text: string): Pattern {
  const glob = compileGlob(text, { separator: null });
  if ('error' in glob) throw new Error(glob.error);
  return { text, glob };
}

function oneOrMore(item: JsonObject): JsonObject {
  return { anyOf: [item, listOf(item)] };
}

function listOf(item: JsonObject): JsonObject {
  return { type: 'array', minItems: 1, items: item };
}

function readPatterns(node: SourceNode, what: string, report: Report, separator: '/' | null): readonly Pattern[] {
  const operands = readTexts(node, report, what) ?? [];
  return operands.map((operand) => compile(operand, separator, report)).filter((pattern) => pattern !== null);
}

function checkThreat({ node, text }: TextOperand, report: Report): void {
  if (OWASP_THREATS.has(text)) return;
  const near = didYouMean(text, OWASP_THREATS.keys());
  report(
    node.at,
    `unknown threat id ${quoted(text)}, expected ASI01 to ASI10, LLM01 to LLM10 or MCP01 to MCP10${near}`,
  );
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
