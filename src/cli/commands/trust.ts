import { ownHomeAt } from '../../app/place.ts';
import { reject, trust as accept, waitingFor, type TrustGroup, type TrustItem } from '../../app/trust.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { Situation } from '../../pins/pin.ts';
import { flag, textOption, usageError, type Invocation, type LeashCommand } from '../command.ts';
import { confirm } from '../confirm.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exitCode.ts';
import { findingLines, painted } from '../findings.ts';
import type { Output } from '../output.ts';
import { haveUnlocked, STDIN_OPTION } from '../passphrase.ts';

/** `leash trust`: shows a person what a server has changed, and accepts it where they say so. */
export const trust: LeashCommand = {
  usage: 'trust <server> [tool]',
  summary: 'look at what a server has changed, and accept it',
  options: [
    ['--yes', 'accept without a question, where no terminal is there to ask on'],
    ['--reject', 'forget what waits instead: it waits again when it comes again'],
    ['--keep', 'leave what was accepted under the same name accepted beside it'],
    ['--identity <digest>', 'only the server of this identity, where several go by one name'],
    STDIN_OPTION,
  ],
  examples: ['leash trust filesystem', 'leash trust filesystem read_file', 'leash trust filesystem --json'],
  async run(invocation) {
    const { words, output } = invocation;
    const [server = '', tool = null] = words;
    const home = ownHomeAt(invocation.home);
    const groups = await waitingFor(home, { server, tool, identity: textOption(invocation, 'identity') });
    const isRejecting = flag(invocation, 'reject');
    let isUnlocked = isRejecting;
    const decide = async (group: TrustGroup): Promise<void> => {
      // Asked for once, and not to look.
      if (!isUnlocked) await haveUnlocked(invocation, `trust ${server}`);
      isUnlocked = true;
      if (isRejecting) await reject(home, group);
      else await accept(home, group, { keep: flag(invocation, 'keep') });
    };
    if (output.isJson) {
      const isDecided = flag(invocation, 'yes');
      if (isDecided) for (const group of groups) await decide(group);
      output.json({ accepted: isDecided && !isRejecting, rejected: isDecided && isRejecting, waiting: groups });
      return isDecided || groups.length === 0 ? EXIT.ok : EXIT.finding;
    }
    if (groups.length === 0) output.line(`nothing of \`${printable(server)}\` waits`);
    let isAllDecided = true;
    for (const group of groups) {
      show(group, output);
      if (await isWanted(group, invocation)) {
        await decide(group);
        output.line(doneText(group, isRejecting, output));
      } else isAllDecided = false;
    }
    return isAllDecided ? EXIT.ok : EXIT.finding;
  },
};

function doneText({ items }: TrustGroup, isRejecting: boolean, { paint }: Output): string {
  const what = counted(items.length, 'definition');
  return isRejecting ? `forgotten: ${what}` : paint('green', `accepted: ${what}, in force within a second`);
}

async function isWanted(group: TrustGroup, invocation: Invocation): Promise<boolean> {
  if (flag(invocation, 'yes')) return true;
  const verb = flag(invocation, 'reject') ? 'forget' : 'accept';
  const question = `${verb} ${counted(group.items.length, 'definition')} of \`${printable(group.server)}\`?`;
  const answer = await confirm(question, { input: process.stdin, output: process.stderr }, invocation.signal);
  if (answer === null)
    throw usageError(`there is no terminal to ask on: look at it above, then add --yes to ${verb} it`);
  if (!answer) invocation.output.line('nothing was changed');
  return answer;
}

function show({ server, started, passesFor, items }: TrustGroup, output: Output): void {
  const { line, paint } = output;
  line(`${paint('bold', printable(server))} ${paint('dim', started)}`);
  if (passesFor !== null) {
    line(paint('red', `another server goes by this name already: ${passesFor}`));
    line(
      'What policies allow for that one they would allow for this one too. `--name` gives a server a name of its own.',
    );
  }
  for (const item of items) showItem(item, output);
  line();
}

const SITUATIONS: Readonly<Record<Situation, string>> = {
  'first-sight': 'came with the server',
  new: 'is new',
  changed: 'has changed',
  renamed: 'is another tool renamed',
  identity: 'is of a server that nobody has accepted',
};

function showItem({ kind, name, situation, grade, findings, risk, lines }: TrustItem, { line, paint }: Output): void {
  line();
  const what = kind === 'tool' ? printable(name, 128) : kind;
  const level = risk === null ? '' : `, risk ${painted(risk.level, paint)}`;
  line(`${paint('bold', what)} ${SITUATIONS[situation]}${level}`);
  for (const text of lines) line(text);
  if (findings.length === 0) line(`    the scanner found ${paint('green', 'nothing')}`);
  else line(`    the scanner graded it ${painted(grade, paint)}:`);
  for (const text of findingLines(findings, paint)) line(`    ${text}`);
}
