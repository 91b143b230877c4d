import type { ChainShard } from '../../app/chainStatus.ts';
import { fieldLines, heading } from '../fields.ts';
import { lineOf, type Line, type Tone } from '../line.ts';
import type { Size, State, Verification } from '../model.ts';
import { tableLines, type Column } from '../table.ts';
import { shown } from '../width.ts';
import { amount, clockTime, dayTime, grouped } from '../wording.ts';

/** Where the logs stand, what is signed, and what verification says. */
export function chainView(state: State, { columns: width, rows: height }: Size): Line[] {
  const { sights, troubles, verification, ui } = state;
  if (troubles.chain !== undefined) return [lineOf(`   ${shown(troubles.chain, 300)}`, 'bad')];
  const { chain } = sights;
  if (chain === null) return [lineOf('   looking …', 'dim')];
  const top = [
    ...fieldLines(
      [
        [
          'root key',
          chain.key ?? chain.problem ?? 'none yet: the first server that runs makes it',
          chain.problem === null ? 'plain' : 'bad',
        ],
      ],
      width,
    ),
    ...verifyLines(verification, width),
    ...chain.unreadable.map(({ shard, why }) =>
      lineOf(` log ${shown(shard)} cannot be read: ${shown(why, 200)}`, 'bad'),
    ),
    [],
    heading('Logs'),
  ];
  const rows = chain.shards.map((shard) => ({ ...shard, verdict: verdictOf(shard, verification) }));
  return [
    ...top,
    ...tableLines({
      columns: COLUMNS,
      rows,
      width,
      height: height - top.length,
      chosen: ui.chosen.chain,
      none: ['no log yet'],
    }),
  ];
}

function verifyLines(verification: Verification | null, width: number): Line[] {
  if (verification === null)
    return fieldLines([['verified', 'not since the dashboard opened: v verifies now', 'warn']], width);
  switch (verification.kind) {
    case 'running':
      return fieldLines([['verified', 'verifying every entry …', 'accent']], width);
    case 'failed':
      return fieldLines(
        [['verified', `it could not be verified at ${clockTime(verification.at)}: ${verification.why}`, 'bad']],
        width,
      );
    case 'done': {
      const { report, at } = verification;
      const { status, entries, findings, gaps, window } = report;
      const since = `${amount(entries, 'entry', 'entries')} at ${clockTime(at)}`;
      return fieldLines(
        [
          ['verified', `${STATUS[status].text}: ${since}`, STATUS[status].tone],
          ...findings.slice(0, MOST).map(({ shard, message }) => ['', `${shard}: ${message}`, 'bad'] as const),
          ...gaps.slice(0, MOST).map(({ shard, message }) => ['', `${shard ?? ''} ${message}`.trim(), 'warn'] as const),
          ['held outside', heldOutside(window.entries, entries), 'dim'],
        ],
        width,
      );
    }
  }
}

/** How much of the log nobody could rewrite unseen, since somebody else holds a checkpoint over it. */
function heldOutside(unheld: number, entries: number): string {
  if (unheld === 0) return 'every entry';
  const part = unheld >= entries ? 'nothing yet' : `all but the last ${grouped(unheld)}`;
  return `${part}: \`leash audit checkpoint\` gives what to keep elsewhere`;
}

/** Findings that are told here; `leash audit verify` tells all. */
const MOST = 4;

const STATUS = {
  verified: { text: '✓ every entry is what was written', tone: 'good' },
  tampered: { text: '✗ TAMPERED', tone: 'alarm' },
  incomplete: { text: '! something is missing', tone: 'warn' },
} as const satisfies Record<string, { readonly text: string; readonly tone: Tone }>;

interface ShardRow extends ChainShard {
  readonly verdict: string;
}

function verdictOf({ shard, entries }: ChainShard, verification: Verification | null): string {
  if (verification?.kind !== 'done') return '';
  const { findings, gaps, logs } = verification.report;
  if (findings.some((finding) => finding.shard === shard)) return '✗ tampered';
  if (gaps.some((gap) => gap.shard === shard)) return '! incomplete';
  const found = logs.find(({ slot }) => slot === shard);
  if (found === undefined) return 'new';
  const newer = entries - found.report.entries;
  return newer > 0 ? `✓ but last ${grouped(newer)}` : '✓ all';
}

/** A log ends with a signed checkpoint over all of it, and its head is a copy: neither may say more than there is. */
function signedText({ entries, signed, head, state }: ChainShard): string {
  if (state === 'missing') return head === null ? 'nothing' : `head says ${grouped(head)}`;
  if (signed === null) return 'no checkpoint';
  if (head !== null && head > entries) return `! head says ${grouped(head)}`;
  return signed === entries ? '✓ all' : `${grouped(signed)} signed`;
}

const STATE_TONES = { running: 'good', idle: 'dim', missing: 'bad' } as const satisfies Record<string, Tone>;

const COLUMNS: readonly Column<ShardRow>[] = [
  { title: 'LOG', width: 5, cell: ({ shard }) => shown(shard) },
  { title: 'STATE', width: 8, cell: ({ state }) => state, tone: ({ state }) => STATE_TONES[state] },
  { title: 'ENTRIES', width: 9, align: 'right', cell: ({ entries }) => grouped(entries) },
  {
    title: 'SIGNED',
    width: 15,
    grow: 1,
    cell: signedText,
    tone: (row) => (/^✓/.test(signedText(row)) ? 'good' : 'warn'),
  },
  {
    title: 'VERIFIED',
    width: 12,
    grow: 1,
    cell: ({ verdict }) => verdict,
    tone: ({ verdict }) => (verdict.startsWith('✓') ? 'good' : 'bad'),
  },
  { title: 'LAST ENTRY', width: 19, cell: ({ last }) => (last === null ? '' : dayTime(last)), tone: () => 'dim' },
];
