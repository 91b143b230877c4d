import { explainDecision, lastDecision, type Explanation, type Judgement } from '../../app/policyExplain.ts';
import { homeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { flag, usageError, type Invocation, type LeashCommand } from '../command.ts';
import { decisionFields, outcomeWord } from '../decisionText.ts';
import { EXIT } from '../exitCode.ts';
import { FILTER_OPTIONS, logFilter } from '../logFilter.ts';
import { lineJson } from '../logLines.ts';
import { missingEntry } from '../missingEntry.ts';
import type { Output } from '../output.ts';
import { POLICY_OPTION, sourcesOf } from '../policyOption.ts';
import { isoTime, localTime } from '../time.ts';
import { traceLines } from '../traceText.ts';

/** `leash policy explain`: which rules were tried for a recorded decision, in order, and how each missed. */
export const policyExplain: LeashCommand = {
  usage: 'explain [id]',
  summary: 'explain a recorded decision: which rules were tried, and how each missed',
  options: [['--last', 'the newest decision, of those that the filters pick'], ...FILTER_OPTIONS, POLICY_OPTION],
  examples: [
    'leash policy explain 00:42',
    'leash policy explain --last --effect deny',
    'leash policy explain 00:42 --policy ./policies --json',
  ],
  async run(invocation) {
    const { output } = invocation;
    const home = homeAt(invocation.home);
    const id = await idOf(invocation);
    if (id === null) {
      output.remark('there is no such decision in the log');
      return EXIT.finding;
    }
    const result = await explainDecision(id, { home, sources: sourcesOf(invocation), cwd: process.cwd() });
    switch (result.kind) {
      case 'no-id':
      case 'not-found':
        return missingEntry(id, result, output);
      case 'no-decision':
        output.remark(`entry ${printable(id)} is no decision; \`leash audit show ${printable(id)}\` shows what it is`);
        return EXIT.finding;
      case 'explained':
        if (output.isJson) output.json(forMachines(result.explanation));
        else print(result.explanation, output);
        return EXIT.ok;
    }
  },
};

async function idOf(invocation: Invocation): Promise<string | null> {
  const [id] = invocation.words;
  if ((id !== undefined) === flag(invocation, 'last'))
    throw usageError('an entry to explain, or --last for the newest decision');
  if (id !== undefined) return id;
  const line = await lastDecision(homeAt(invocation.home), logFilter(invocation));
  return line === null ? null : `${line.shard}:${line.seq}`;
}

function forMachines({ line, ...explanation }: Explanation): object {
  return { ...explanation, entry: lineJson(line) };
}

function print({ line, entry, request, gap, then, now, agrees, fate, problem }: Explanation, output: Output): void {
  const { leash } = entry;
  const field = (name: string, text: string): void => {
    if (text !== '') output.line(`${output.paint('dim', name.padEnd(10))}${text}`);
  };
  field('entry', `${line.shard}:${line.seq}  ${localTime(line.ts)}  (${isoTime(line.ts) ?? 'no time'})`);
  field('asked', printable(`${request.agent} asked ${request.server}: ${request.method}`, 300));
  field(request.action === null ? 'resource' : 'name', printable(request.action ?? request.resource ?? '', 300));
  for (const [name, value] of Object.entries(request.args ?? {})) {
    field('argument', printable(`${name} = ${JSON.stringify(value)}`, 500));
  }
  if (gap !== null) field('missing', gap.why);
  output.line();
  field('recorded', printable(leash.effect));
  for (const { policy, rule } of leash.rules) field('rule', printable(`${policy}/${rule}`));
  field('reason', printable(leash.reason, 2000));
  for (const error of leash.errors) field('error', printable(error));
  field('set', printable(leash.policy_set ?? 'no policy was asked'));
  output.line();
  if (fate === null) output.line('The policies did not decide this: Leash did, before or beside them.');
  if (then !== null) judged('by the set that was in force', then, output);
  else if (leash.policy_set !== null) output.line(WITHOUT_SET);
  if (agrees === false)
    output.line(
      output.paint('yellow', 'Today the same set decides otherwise: files, links or other surroundings have changed.'),
    );
  if (now !== null) judged('the policies have changed since; by those in force now', now, output);
  if (problem !== null) output.remark(`the policies that are in force now are not valid:\n${problem}`);
}

const WITHOUT_SET =
  'The set that was in force then is not kept here: what it said can only be told as far as it was recorded.';

function judged(title: string, { policySet, decision, trace }: Judgement, output: Output): void {
  output.line(output.paint('bold', `${title}:`));
  output.line(output.paint('dim', printable(policySet)));
  for (const line of traceLines(trace, output.paint)) output.line(line);
  if (decision === null) output.line('It depends on what is not known of the request: no outcome is certain.');
  else {
    output.line(`outcome   ${outcomeWord(decision, output.paint)}`);
    for (const [name, text] of decisionFields(decision)) output.line(`${output.paint('dim', name.padEnd(10))}${text}`);
  }
  output.line();
}
