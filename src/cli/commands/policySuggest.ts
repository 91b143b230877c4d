import { suggestPolicies, type SuggestReport } from '../../app/policySuggest.ts';
import { homeAt } from '../../app/place.ts';
import { writeNew } from '../../app/writeNew.ts';
import type { Suggestion } from '../../authz/authoring/serverSketch.ts';
import { LeashError } from '../../errors.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { flag, textOption, usageError, type Invocation, type LeashCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exitCode.ts';
import { remarkUnreadable } from '../logLines.ts';
import type { Output } from '../output.ts';
import { period, PERIOD_OPTIONS, type Period } from '../period.ts';
import { progressBar } from '../progress.ts';
import { suggestionText } from '../suggestionText.ts';
import { isoTime } from '../time.ts';

/** `leash policy suggest`: the narrowest policy that allows what went through. */
export const policySuggest: LeashCommand = {
  usage: 'suggest',
  summary: 'write the narrowest policy that allows what agents did, from the log',
  options: [
    ...PERIOD_OPTIONS,
    ['--agent <name>', 'only of this agent'],
    ['--server <name>', 'only of this server'],
    ['--to <dir>', 'write a file for each agent at each server into this folder'],
    ['--force', 'replace files that are there'],
  ],
  examples: [
    'leash policy suggest --since 7d --server files > files.yaml',
    'leash policy suggest --since 7d --to ./suggested',
    'leash policy suggest --agent claude --json',
  ],
  async run(invocation) {
    const { output } = invocation;
    const when = period(invocation, Date.now());
    const bar = progressBar(output, 'learning');
    const report = await suggestPolicies({
      home: homeAt(invocation.home),
      ...when,
      agent: textOption(invocation, 'agent') ?? undefined,
      server: textOption(invocation, 'server') ?? undefined,
      cwd: process.cwd(),
      onProgress: bar.update,
    }).finally(bar.end);
    remarkUnreadable(output, report.unreadable);
    if (report.suggestions.length === 0) throw nothing(report);
    remarkGaps(report, output);
    await give(report.suggestions, periodText(when), invocation);
    return report.unreadable.length > 0 ? EXIT.environment : EXIT.ok;
  },
};

function nothing({ decisions, unread }: SuggestReport): LeashError {
  const why =
    decisions === 0
      ? 'no decision is recorded that fits'
      : `of ${counted(decisions, 'decision')}, none went through whose arguments are known (${unread} unknown); \`leash-mcp --observe\` lets through and records`;
  return new LeashError('ERR_LOG_UNAVAILABLE', `there is nothing to learn from: ${why}`);
}

/** What is not as it should be is said beside the policy too: who redirects it into a file reads no comments. */
function remarkGaps({ unread, tooNarrow, tooWide, suggestions }: SuggestReport, output: Output): void {
  if (unread > 0)
    output.remark(
      `${counted(unread, 'decision')} could not be learned from: arguments are withheld, or their openings are gone`,
    );
  if (tooNarrow > 0) output.remark(`${counted(tooNarrow, 'call')} went through and would not: comments say which`);
  if (tooWide > 0)
    output.remark(
      `${counted(tooWide, 'call')} ${tooWide === 1 ? 'was' : 'were'} held back and would go through, since alike calls did go through`,
    );
  for (const { server, remarks } of suggestions) {
    for (const text of remarks.flat()) output.remark(`${printable(server)}: ${printable(text)}`);
  }
}

async function give(suggestions: readonly Suggestion[], when: string, invocation: Invocation): Promise<void> {
  const { output } = invocation;
  const folder = textOption(invocation, 'to');
  const [only, ...others] = suggestions;
  if (folder !== null) {
    const files = suggestions.map((each) => ({
      name: `${each.name}.yaml`,
      text: suggestionText(each, when),
    }));
    const written = await writeNew(folder, files, flag(invocation, 'force'));
    if (output.isJson) output.json({ files: written, suggestions });
    else for (const file of written) output.line(`wrote ${printable(file, 300)}`);
  } else if (output.isJson) output.json({ suggestions });
  else if (only !== undefined && others.length === 0) output.text(suggestionText(only, when).trimEnd());
  else {
    const all = suggestions.map(({ agent, server }) => `  --agent ${printable(agent)} --server ${printable(server)}`);
    throw usageError(
      `a file holds one policy, and there are ${suggestions.length}: pick one, or take --to DIR\n${all.join('\n')}`,
    );
  }
}

function periodText({ since, until }: Period): string {
  const day = (ms: number | undefined, otherwise: string): string => isoTime(ms ?? null)?.slice(0, 16) ?? otherwise;
  return since === undefined && until === undefined
    ? 'all of it'
    : `${day(since, 'the beginning')} to ${day(until, 'now')}`;
}
