import { quantile } from '../latency.ts';
import { lineOf, span, spread, type Line, type Tone } from '../line.ts';
import { totalsOf } from '../live.ts';
import type { Size, State } from '../model.ts';
import { chart, highest, latencyOver, rateSeries, type Series } from '../series.ts';
import { amount, duration, grouped } from '../wording.ts';

/** How much happens, and how long records take; exact counts below. */
export function ratesView({ live, now }: State, { columns, rows: height }: Size): Line[] {
  const width = columns - 2;
  const { calls, denials, p50, p99 } = rateSeries(live, now, Math.min(width, MOST_SECONDS));
  const classes = latencyOver(live, now, 60);
  const lately = (share: number): string => {
    const ns = quantile(classes, share);
    return ns === null ? '-' : `≤ ${duration(ns)}`;
  };
  const charts: readonly Chart[] = [
    {
      title: 'Calls a second',
      now: grouped(calls.at(-1) ?? 0),
      peak: grouped(highest(calls)),
      series: calls,
      tone: 'good',
    },
    {
      title: 'Denials a second',
      now: grouped(denials.at(-1) ?? 0),
      peak: grouped(highest(denials)),
      series: denials,
      tone: 'bad',
    },
    { title: 'To a durable record, p50', now: lately(0.5), peak: duration(highest(p50)), series: p50, tone: 'accent' },
    { title: 'To a durable record, p99', now: lately(0.99), peak: duration(highest(p99)), series: p99, tone: 'accent' },
  ];
  const counts = countLines(live, width);
  const room = Math.max(2, Math.floor((height - counts.length) / charts.length));
  return [...charts.flatMap((each) => chartLines(each, room - 1, width)), ...counts];
}

/** As many seconds as are kept. */
const MOST_SECONDS = 600;

interface Chart {
  readonly title: string;
  readonly now: string;
  readonly peak: string;
  readonly series: Series;
  readonly tone: Tone;
}

function chartLines({ title, now, peak, series, tone }: Chart, height: number, width: number): Line[] {
  const head = spread([span(` ${title}  `), span(now, 'bold')], [span(`peak ${peak} `, 'dim')], width + 2);
  return [head, ...chart(series, height).map((text): Line => [span(' '), span(text.padStart(width), tone)])];
}

const EFFECTS = [
  ['✓ allowed', 'allowed', 'good'],
  ['✗ denied', 'denied', 'bad'],
  ['! observed', 'observed', 'warn'],
  ['✗ unrecorded', 'unrecorded', 'bad'],
] as const;

/** What all processes counted since they began: exact, however little of it was shown. */
function countLines(live: State['live'], width: number): Line[] {
  const totals = totalsOf(live);
  const all = EFFECTS.reduce((sum, [, name]) => sum + totals[name], 0);
  const bar = Math.max(4, Math.min(60, width - 40));
  const rows = EFFECTS.map(([label, name, tone]): Line => {
    const share = all === 0 ? 0 : totals[name] / all;
    const filled = totals[name] === 0 ? 0 : Math.max(1, Math.round(share * bar));
    return [
      span(` ${label.padEnd(13)}`),
      span(grouped(totals[name]).padStart(13), 'bold'),
      span(` ${(share * 100).toFixed(1).padStart(5)}% `, 'dim'),
      span('█'.repeat(filled), tone),
    ];
  });
  const ended = `${amount(totals.outcomes, 'answer')}, ${amount(totals.errors, 'failure')}, ${amount(totals.events, 'other event')}`;
  return [lineOf(` Since the processes began: ${ended}`, 'dim'), ...rows];
}
