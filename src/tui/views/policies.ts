import type { PolicyRow } from '../../app/policies.ts';
import { heading } from '../fields.ts';
import { lineOf, span, type Line } from '../line.ts';
import { NO_RULE } from '../live.ts';
import type { Size, State } from '../model.ts';
import { tableLines, type Column } from '../table.ts';
import { denials, hits, ruleRows, type RuleRow } from '../tallies.ts';
import { shown } from '../width.ts';
import { amount, clockTime, grouped } from '../wording.ts';

/** The policies of the home in the order in which they are asked, and which rules decide how much. */
export function policiesView(state: State, { columns: width, rows: height }: Size): Line[] {
  const top = policyLines(state, width, Math.max(3, Math.floor(height / 2) - 1));
  const rest = height - top.length - 2;
  const rows = ruleRows(state);
  const rules = tableLines({
    columns: RULES,
    rows,
    width,
    height: rest,
    chosen: state.ui.chosen.policies,
    none: NO_HITS,
  });
  return [...top, [], rulesTitle(state), ...rules];
}

const NO_HITS = ['no rule has decided anything since the dashboard opened'];
const NO_POLICY = ['no policy: everything is denied', '', '`leash policy add builtin:read-only` is a beginning'];

function policyLines({ sights, troubles }: State, width: number, height: number): Line[] {
  if (troubles.policies !== undefined) return [lineOf(`   ${shown(troubles.policies, 300)}`, 'bad')];
  if (sights.policies === null) return [lineOf('   looking …', 'dim')];
  const { rows, problems } = sights.policies;
  if (problems.length === 0) {
    const needed = Math.min(height, Math.max(rows.length, NO_POLICY.length) + 1);
    return tableLines({ columns: POLICIES, rows, width, height: needed, chosen: null, none: NO_POLICY });
  }
  const title = lineOf(
    ' the policies do not validate; a proxy keeps the last ones that did, a new one denies everything',
    'alarm',
  );
  return [title, ...problems.slice(0, height - 1).map((problem) => lineOf(`   ${shown(problem, 300)}`, 'bad'))];
}

function rulesTitle({ live }: State): Line {
  const { missed } = live;
  if (missed === 0) return heading('Rules that decided since the dashboard opened');
  const note = `  of the calls that were shown; ${amount(missed, 'more event')} only counted`;
  return [...heading('Rules that decided since the dashboard opened'), span(note, 'warn')];
}

const POLICIES: readonly Column<PolicyRow>[] = [
  { title: 'POLICY', width: 14, grow: 1, cell: ({ name }) => shown(name, 80), tone: () => 'bold' },
  { title: 'MODE', width: 7, cell: ({ mode }) => mode, tone: ({ mode }) => (mode === 'observe' ? 'warn' : 'good') },
  { title: 'PRIORITY', width: 8, align: 'right', cell: ({ priority }) => String(priority) },
  { title: 'RULES', width: 5, align: 'right', cell: ({ rules }) => String(rules) },
  { title: 'AGENTS', width: 10, grow: 1, cell: ({ agents }) => shown(agents.join(' '), 200) },
  { title: 'SERVERS', width: 10, grow: 1, cell: ({ servers }) => shown(servers.join(' '), 200) },
  {
    title: 'FILE',
    width: 20,
    grow: 2,
    from: 120,
    cell: ({ file, builtin }) => (builtin ? 'builtin' : shown(file, 300)),
    tone: () => 'dim',
  },
];

const RULES: readonly Column<RuleRow>[] = [
  {
    title: 'RULE',
    width: 24,
    grow: 1,
    cell: ({ name }) => shown(name, 200),
    tone: ({ name }) => (name === NO_RULE ? 'dim' : 'plain'),
  },
  { title: 'HITS', width: 9, align: 'right', cell: ({ tally }) => grouped(hits(tally)), tone: () => 'bold' },
  {
    title: 'ALLOWED',
    width: 9,
    align: 'right',
    cell: ({ tally }) => grouped(tally.allow),
    tone: ({ tally }) => (tally.allow > 0 ? 'good' : 'dim'),
  },
  {
    title: 'DENIED',
    width: 9,
    align: 'right',
    cell: ({ tally }) => grouped(denials(tally)),
    tone: ({ tally }) => (denials(tally) > 0 ? 'bad' : 'dim'),
  },
  {
    title: 'OBSERVED',
    width: 8,
    align: 'right',
    cell: ({ tally }) => grouped(tally.observe_deny),
    tone: ({ tally }) => (tally.observe_deny > 0 ? 'warn' : 'dim'),
  },
  { title: 'LAST', width: 8, cell: ({ tally }) => clockTime(tally.last), tone: () => 'dim' },
];
