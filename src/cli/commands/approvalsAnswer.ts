import type { Answered, ApprovalAnswer } from '../../app/control/approvals.ts';
import type { FleetCall } from '../../app/control/fleet.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { flag, textOption, textOptions, usageError, type Invocation, type LeashCommand } from '../command.ts';
import { confirm } from '../confirm.ts';
import { EXIT } from '../exitCode.ts';
import { fleetFor, heldCall, printCall } from '../heldCalls.ts';
import { passphraseFor, passphrases, STDIN_OPTION } from '../passphrase.ts';

/** `leash approvals approve`: lets a held call go out, after showing it. */
export const approvalsApprove: LeashCommand = {
  usage: 'approve <id>',
  summary: 'look at a held call, and let it go out',
  options: [
    ['--session', 'the same call again in its session too, where the rule allows that'],
    ['--pattern <argument=glob>', 'calls whose arguments fit, all others equal, where the rule allows that', 'many'],
    ['--for <time>', 'how long that lasts at most: 10m, 8h, 2d'],
    ['--reason <text>', 'why, for the log'],
    ['--yes', 'without a question, where no terminal is there to ask on'],
    STDIN_OPTION,
  ],
  examples: [
    'leash approvals approve 7f3a',
    'leash approvals approve 7f3a --session --for 1h',
    "leash approvals approve 7f3a --pattern 'path=/data/**' --for 1h",
  ],
  run: (invocation) => answered(invocation, 'approve', reachOf(invocation)),
};

/** `leash approvals deny`: refuses a held call. */
export const approvalsDeny: LeashCommand = {
  usage: 'deny <id>',
  summary: 'refuse a held call',
  options: [['--reason <text>', 'why, for the log and for the agent']],
  examples: ['leash approvals deny 7f3a', 'leash approvals deny 7f3a --reason "wrong folder"'],
  run: (invocation) => answered(invocation, 'deny', { reach: 'once' }),
};

type Reaching = Pick<ApprovalAnswer, 'reach' | 'pattern' | 'forSeconds'>;

async function answered(
  invocation: Invocation,
  verdict: ApprovalAnswer['verdict'],
  reaching: Reaching,
): Promise<number> {
  const { words, output } = invocation;
  const fleet = fleetFor(invocation);
  const call = await heldCall(fleet, words[0] ?? '');
  if (!output.isJson) printCall(call, Date.now(), output);
  if (verdict === 'approve' && !(await isWanted(invocation))) {
    output.line('nothing was answered');
    return EXIT.finding;
  }
  const answer = { ...reaching, verdict, argsHash: call.argsHash, by: 'cli', ...reasonOf(invocation) };
  const passphrase = verdict === 'approve' ? await passphraseFor(invocation) : null;
  const said = await fleet.answer(call, answer, passphrase);
  if (said.kind === 'answered' || said.why !== 'passphrase' || passphrase !== null) {
    return tell(invocation, call, answer, said);
  }
  // The process began when one was set.
  const [asked = ''] = await passphrases(invocation, ['the passphrase of the process that holds the call']);
  return tell(invocation, call, answer, await fleet.answer(call, answer, asked));
}

function tell({ output }: Invocation, call: FleetCall, answer: ApprovalAnswer, said: Answered): number {
  if (output.isJson) output.json({ id: call.id, ...said });
  else if (said.kind === 'answered') {
    const text = answer.verdict === 'approve' ? output.paint('green', 'approved') : output.paint('red', 'denied');
    output.line(said.grant === null ? text : `${text}, and kept as grant ${printable(said.grant, 128)}`);
  } else output.remark(`it was not answered: ${printable(said.message)}`);
  return said.kind === 'answered' ? EXIT.ok : EXIT.finding;
}

async function isWanted(invocation: Invocation): Promise<boolean> {
  if (flag(invocation, 'yes')) return true;
  const answer = await confirm('let it go out?', { input: process.stdin, output: process.stderr }, invocation.signal);
  if (answer === null)
    throw usageError('there is no terminal to ask on: look at it above, then add --yes to approve it');
  return answer;
}

function reachOf(invocation: Invocation): Reaching {
  const patterns = textOptions(invocation, 'pattern');
  const isSession = flag(invocation, 'session');
  if (isSession && patterns.length > 0) throw usageError('take either --session or --pattern');
  const seconds = secondsOf(textOption(invocation, 'for'));
  const lasting = seconds === null ? {} : { forSeconds: seconds };
  if (patterns.length > 0) return { reach: 'pattern', pattern: patternOf(patterns), ...lasting };
  if (isSession) return { reach: 'session', ...lasting };
  if (seconds !== null) throw usageError('--for goes with --session or --pattern: one call needs no time');
  return { reach: 'once' };
}

function patternOf(texts: readonly string[]): Readonly<Record<string, string>> {
  const pairs = texts.map((text): readonly [string, string] => {
    const at = text.indexOf('=');
    if (at < 1 || at === text.length - 1) {
      throw usageError(`--pattern takes an argument and a glob, as in \`--pattern 'path=/data/**'\`, not \`${text}\``);
    }
    return [text.slice(0, at), text.slice(at + 1)];
  });
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw usageError(`--pattern names \`${twice}\` twice`);
  return Object.fromEntries(pairs);
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

function secondsOf(text: string | null): number | null {
  if (text === null) return null;
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(amount) * (UNITS.get(unit) ?? Number.NaN);
  if (seconds >= 1) return seconds;
  throw usageError(`--for takes a time such as 10m, 8h or 2d, not \`${text}\``);
}

function reasonOf(invocation: Invocation): { readonly reason?: string } {
  const reason = textOption(invocation, 'reason');
  return reason === null ? {} : { reason };
}
