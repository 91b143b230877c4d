import { showEntry, type ShownEntry } from '../../app/auditShow.ts';
import { homeAt } from '../../app/place.ts';
import { LeashError } from '../../errors.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { lineJson, localTime, outcomeText, remarkUnreadable } from '../logLines.ts';
import type { Output } from '../output.ts';

/** `leash audit show`: one entry, with the arguments that the kept openings reveal. */
export const auditShow: LeashCommand = {
  usage: 'show <id>',
  summary: 'show one entry in full, by its id or its place (00:42)',
  examples: ['leash audit show 00:42', 'leash audit show 01987a5e-7b00-7c3d-8a50-0123456789ab --json'],
  async run({ words: [id = ''], home, output }) {
    const result = await showEntry(homeAt(home), id);
    switch (result.kind) {
      case 'no-id':
        throw new LeashError(
          'ERR_USAGE',
          `\`${id}\` is no entry, expected an id or a place such as 00:42 (\`leash audit log\` lists them)`,
        );
      case 'not-found':
        remarkUnreadable(output, result.unreadable);
        output.remark(`leash: there is no entry ${printable(id)}`);
        return EXIT.finding;
      case 'found':
        if (output.isJson) output.json(shownJson(result.shown));
        else print(result.shown, output);
        return EXIT.ok;
    }
  },
};

function shownJson({ line, opened, outcomeOpened, decision }: ShownEntry): object {
  return {
    ...lineJson(line),
    opened,
    outcomeOpened,
    decision: decision === null ? null : lineJson(decision),
  };
}

function print({ line, bytes, opened, decision }: ShownEntry, output: Output): void {
  const field = (name: string, value: string): void => output.line(`${output.paint('dim', name.padEnd(11))} ${value}`);
  const { entry } = line;
  field('entry', `${line.shard}:${line.seq}${entry === null ? '' : `  ${entry.record_id}`}`);
  field('time', `${localTime(line.ts)}  (${new Date(line.ts).toISOString()})`);
  field('agent', printable(line.agent));
  field('server', printable(line.server));
  field('action', printable(line.action));
  field('effect', line.effect);
  if (outcomeText(line) !== '') field('outcome', outcomeText(line));
  if (entry?.record_phase === 'pre_execution') {
    const { rules, reason, policy_set, mode, errors } = entry.leash;
    for (const { policy, rule } of rules) field('rule', printable(`${policy}/${rule}`));
    field('reason', printable(reason, 2000));
    for (const error of errors) field('error', printable(error, 500));
    field('policy set', policy_set ?? 'none was asked');
    field('mode', mode);
  }
  if (decision !== null) field('decision', `${decision.shard}:${decision.seq}`);
  for (const { path, value, kind } of opened?.opened ?? []) {
    const shown = kind === 'hash' ? `hash only: ${JSON.stringify(value)}` : JSON.stringify(value);
    field('argument', printable(`${path} = ${shown}`, 2000));
  }
  if (opened !== null && opened.hidden > 0) {
    field(
      'hidden',
      `${opened.hidden} ${opened.hidden === 1 ? 'value' : 'values'} whose openings are gone, or were never kept`,
    );
  }
  output.line();
  output.line(printable(bytes, 20_000));
}
