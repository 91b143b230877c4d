import { showEntry, type ShownEntry } from '../../app/auditShow.ts';
import { homeAt } from '../../app/place.ts';
import type { SealedEntry } from '../../audit/sealedEntry.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { LeashCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exitCode.ts';
import { lineJson, outcomeText } from '../logLines.ts';
import { missingEntry } from '../missingEntry.ts';
import type { Output } from '../output.ts';
import { isoTime, localTime } from '../time.ts';

/** `leash audit show`: one entry, with the arguments that the kept openings reveal. */
export const auditShow: LeashCommand = {
  usage: 'show <id>',
  summary: 'show one entry in full, by its id or its place (00:42)',
  examples: ['leash audit show 00:42', 'leash audit show 01987a5e-7b00-7c3d-8a50-0123456789ab --json'],
  async run({ words: [id = ''], home, output }) {
    const result = await showEntry(homeAt(home), id);
    switch (result.kind) {
      case 'no-id':
      case 'not-found':
        return missingEntry(id, result, output);
      case 'found':
        if (output.isJson) output.json(forMachines(result.shown));
        else print(result.shown, output);
        return EXIT.ok;
    }
  },
};

function forMachines({ line, opened, outcomeOpened, decision }: ShownEntry): object {
  return { ...lineJson(line), opened, outcomeOpened, decision: decision === null ? null : lineJson(decision) };
}

type Fields = readonly (readonly [name: string, value: string])[];

function print(shown: ShownEntry, output: Output): void {
  const { line, bytes, decision } = shown;
  const { entry } = line;
  const fields: Fields = [
    ['entry', `${line.shard}:${line.seq}`],
    ['id', entry?.record_id ?? 'its bytes are no entry: only the columns beside them are shown'],
    ['time', `${localTime(line.ts)}  (${isoTime(line.ts) ?? 'no time'})`],
    ['session', line.session],
    ['agent', line.agent],
    ['server', line.server],
    ['action', line.action],
    ['effect', line.phase === 'outcome' ? '' : line.effect],
    ...(entry === null ? [] : detailsOf(entry)),
    ['outcome', outcomeOf(shown)],
    ['decision', decision === null ? '' : `${decision.shard}:${decision.seq}`],
    ...argumentsOf(shown),
  ];
  for (const [name, value] of fields) {
    if (value !== '') output.line(`${output.paint('dim', name.padEnd(NAME_WIDTH))}${printable(value, 2000)}`);
  }
  output.line();
  output.line(output.paint('dim', 'as it is hashed and signed:'));
  output.line(printable(bytes, 20_000));
}

const NAME_WIDTH = 'obligation'.length + 2;

function detailsOf(entry: SealedEntry): Fields {
  switch (entry.record_phase) {
    case 'pre_execution': {
      const { method, jsonrpc_id: id, rules, reason, errors, obligations, owasp, policy_set: set, mode } = entry.leash;
      return [
        ['method', id === null ? method : `${method}  (id ${JSON.stringify(id)})`],
        ['resource', entry.action_detail.tool_name === null ? '' : (entry.action_detail.resource ?? '')],
        ...rules.map(({ policy, rule }) => ['rule', `${policy}/${rule}`] as const),
        ['reason', reason],
        ...errors.map((error) => ['error', error] as const),
        ...obligations.map((obligation) => ['obligation', obligation] as const),
        ['owasp', owasp.join(' ')],
        ['mode', mode],
        ['policy set', set ?? 'none was asked'],
      ];
    }
    case 'post_execution':
      return [['method', entry.leash.method]];
    case 'concurrent':
      return Object.entries(entry.action_detail.detail).map(([name, value]) => [
        'detail',
        `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ]);
  }
}

/** How it ended, how long it took and how much came back. */
function outcomeOf({ line }: ShownEntry): string {
  const { outcome, entry } = line;
  const ended = entry?.record_phase === 'post_execution' ? entry : outcome === 'unknown' ? null : outcome;
  if (ended === null) return outcomeText(line);
  const { duration_ns: ns, result, error_code: code } = ended.action_detail;
  const details = [
    ...(code === null ? [] : [`error ${code}`]),
    ...(ns === null ? [] : [`${(ns / 1e6).toFixed(1)} ms`]),
    ...(result === null ? [] : [counted(result.bytes, 'byte')]),
  ];
  return details.length === 0 ? ended.leash.effect : `${ended.leash.effect}  (${details.join(', ')})`;
}

function argumentsOf({ line, opened }: ShownEntry): Fields {
  if (opened === null || line.phase !== 'decision') return [];
  const values = opened.opened.map(({ path, value, kind }) => {
    const shown = kind === 'hash' ? `hash only: ${JSON.stringify(value)}` : JSON.stringify(value);
    return ['argument', `${path} = ${shown}`] as const;
  });
  if (opened.hidden === 0) return values;
  return [...values, ['hidden', `${counted(opened.hidden, 'value')} whose opening is gone, or was never kept`]];
}
