import type { Receipt } from '../audit/entry.ts';
import type { Authorizer, Decision } from '../authz/decision.ts';
import { printable } from '../jsonrpc/printable.ts';

/** What was asked for, as a person would name it. */
export interface Asked {
  readonly server: string;
  readonly method: string;
  readonly action: string | null;
  readonly resource: string | null;
}

/**
 * The text of a denial, for a model to act on and a person to mend: what was not done, which rule, why, what to do.
 * It goes to the caller only, who knows its own arguments; it still quotes none.
 */
export function denialText(asked: Asked, decision: Decision, authorizer: Authorizer): string {
  const rules = decision.determining.map(({ policy, rule }) => `\`${policy}/${rule}\``).join(', ');
  const lines = [
    `Leash denied this: \`${printable(nameOf(asked), 200)}\` was not run.`,
    `Reason: ${decision.reason}${rules === '' ? '' : ` (rule ${rules})`}`,
  ];
  if (decision.nearMiss !== null) lines.push(`Nearest: ${decision.nearMiss}`);
  for (const error of decision.errors.slice(0, 3)) {
    lines.push(`Rule \`${error.policy}/${error.rule}\` could not be evaluated: ${error.message}`);
  }
  lines.push(decision.wayOut ?? wayOut(decision, authorizer));
  return lines.join('\n');
}

/** The text where the decision was allow, and the log refused to hold it. */
export function unrecordedText(asked: Asked, cause: string): string {
  return [
    `Leash denied this: \`${printable(nameOf(asked), 200)}\` was not run.`,
    `Reason: the decision could not be written to the audit log, and what is not recorded is not forwarded: ${cause}`,
    'A person has to mend the log first; `leash status` shows where it is. The call can be tried again after that.',
  ].join('\n');
}

/** What whoever called can do about it. */
export type Advice = keyof typeof ADVICE;

const ADVICE = {
  later: 'It can be tried again then; trying more often does not help.',
  ask: 'It needs a person who agrees to it. It can be tried again when somebody is there to answer; tell the user what you want to do and why.',
  never: 'Do not repeat it, and do not try to reach the same in another way: a person was asked and said no.',
  elsewhere:
    'Do not repeat it unchanged: the answer stays the same until a person changes the policies of that decision point.',
} as const;

/** The text where the policies allow a call, and something else that they, or the settings, want stands in its way. */
export function laterText(
  asked: Asked & { readonly rules: Decision['determining'] },
  reason: string,
  advice: Advice,
): string {
  const rules = asked.rules.map(({ policy, rule }) => `\`${policy}/${rule}\``).join(', ');
  return [
    `Leash denied this: \`${printable(nameOf(asked), 200)}\` was not run.`,
    `Reason: ${reason}${rules === '' ? '' : ` (rule ${rules})`}`,
    ADVICE[advice],
  ].join('\n');
}

/** The text where it is the server's answer that asks for what is denied. */
export function asksMoreText(denial: string): string {
  return `The server's answer asks the client for more. ${denial}`;
}

/** The text where a call was run, and what it brought back is kept from the caller. */
export function withheldText(asked: Asked & { readonly rules: Decision['determining'] }, why: string): string {
  const rules = asked.rules.map(({ policy, rule }) => `\`${policy}/${rule}\``).join(', ');
  return [
    `Leash withheld the result of this: \`${printable(nameOf(asked), 200)}\` was run, and what it returned is not shown.`,
    `Reason: ${why} (rule ${rules})`,
    'Do not repeat it unchanged: it would be run again, and its result withheld again.',
  ].join('\n');
}

/** Ends a text with the place of its entry in the log. */
export function withEntry(text: string, receipt: Receipt | null): string {
  return receipt === null ? text : `${text}\nLog entry: ${receipt.shard}:${receipt.index}`;
}

/** `filesystem/write_file`, or the method where no name or URI was given. */
function nameOf({ server, method, action, resource }: Asked): string {
  if (action !== null) return `${server}/${action}`;
  return resource ?? method;
}

function wayOut(decision: Decision, authorizer: Authorizer): string {
  const folder = authorizer.hint;
  if (authorizer.wayOut !== undefined) return authorizer.wayOut;
  if (decision.obligations.some(({ type }) => type === 'require-approval')) {
    return `It needs a person's approval, and nobody can be asked here. The user can allow it by changing the rule in ${folder}.`;
  }
  if (!authorizer.hasUserPolicy) {
    // The folder of policies lies in the home: the command has to reach this one, whatever the default is.
    const home = folder.replace(/[\\/]policies$/, '') || '/';
    return `No policy is installed, so everything is denied. Tell the user that one command allows reading: leash policy add builtin:read-only --home ${shellWord(home)}`;
  }
  return `Do not repeat it unchanged: the answer stays the same until a person edits the policies in ${folder} (\`leash policy validate\` checks them, they are in force within a second).`;
}

function shellWord(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
