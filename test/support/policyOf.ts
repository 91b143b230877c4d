import { loadRegexCompiler } from '../../src/authz/matchers/regex.ts';
import { parsePolicy } from '../../src/authz/parse.ts';
import type { Policy } from '../../src/authz/policy.ts';
import { readYaml, writeYaml } from '../../src/edge/yamlSource.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';

const regex = await loadRegexCompiler();

/** The policy that a text holds, or the problems as `line:column: message`. */
export function parseText(text: string): { policy: Policy; warnings: string[] } | { problems: string[] } {
  const { node, problems } = readYaml('p.yaml', Buffer.from(text));
  const parsed = node === null ? { problems: [] } : parsePolicy('p.yaml', node, { regex });
  const all = [...problems, ...('problems' in parsed ? parsed.problems : [])];
  if ('policy' in parsed && all.length === 0) return { policy: parsed.policy, warnings: parsed.warnings.map(spot) };
  return { problems: all.map(spot) };
}

/** The policy that a text or an object spells; throws where it is not valid. */
export function policyOf(source: JsonValue): Policy {
  const parsed = parseText(typeof source === 'string' ? source : writeYaml(source));
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  return parsed.policy;
}

function spot({ at, message }: { at: { line: number; column: number }; message: string }): string {
  return `${at.line}:${at.column}: ${message}`;
}
