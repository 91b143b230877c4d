import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { isObject } from '../../jsonrpc/value.ts';

/** What is said beside a policy, each a line of its own. */
export interface PolicyComments {
  readonly head: readonly string[];
  /** For each rule. */
  readonly rules: readonly (readonly string[])[];
  readonly foot: readonly string[];
}

/** Writes a policy as YAML for people: a line for each key, one for each argument, and comments. */
export function policyText({ rules, ...head }: JsonObject, comments: PolicyComments): string {
  const list = Array.isArray(rules) ? rules : [];
  const lines = [
    ...comments.head.map(comment),
    ...Object.entries(head).map(([key, value]) => `${key}: ${flow(value)}`),
    'rules:',
    ...list.flatMap((rule, index) => [
      ...(comments.rules[index] ?? []).map((text) => `  ${comment(text)}`),
      ...ruleLines(isObject(rule) ? rule : {}),
    ]),
    ...comments.foot.map(comment),
  ];
  return `${lines.join('\n')}\n`;
}

// Attacker-controlled: a name from the log must not end the comment and begin a rule.
function comment(text: string): string {
  return text === '' ? '#' : `# ${printable(text, MAX_COMMENT)}`;
}

const MAX_COMMENT = 300;

function ruleLines(rule: JsonObject): readonly string[] {
  const lines = Object.entries(rule).flatMap(([key, value]) =>
    key === 'args' && isObject(value)
      ? ['args:', ...Object.entries(value).map(([name, matcher]) => `  ${keyText(name)}: ${flow(matcher)}`)]
      : [`${key}: ${flow(value)}`],
  );
  return lines.map((line, index) => (index === 0 ? `  - ${line}` : `    ${line}`));
}

/** A value on one line of YAML 1.2. */
function flow(value: JsonValue): string {
  if (typeof value === 'string') return PLAIN_WORD.test(value) && !RESERVED.has(value) ? value : quotedText(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${keyText(key)}: ${flow(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function keyText(key: string): string {
  // A key on one line is bounded at 1,024 characters, which is more than an argument's name may have.
  return PLAIN_WORD.test(key) && !RESERVED.has(key) ? key : quotedText(key);
}

/** In double quotes, with escapes that JSON and YAML share; what nobody sees is an escape too. */
function quotedText(text: string): string {
  return JSON.stringify(text).replaceAll(HIDDEN, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;
const PLAIN_WORD = /^[A-Za-z_][A-Za-z0-9_-]*$/;
/** Words that one version of YAML or another takes for a value. */
const RESERVED: ReadonlySet<string> = new Set(
  ['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'].flatMap((word) => [
    word,
    word.toUpperCase(),
    word.charAt(0).toUpperCase() + word.slice(1),
  ]),
);
