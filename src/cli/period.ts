import { textOption, usageError, type Invocation } from './command.ts';

/** The options by which a period is picked. */
export const PERIOD_OPTIONS = [
  ['--since <time>', 'from here on: 30m, 12h, 7d, or a local date such as 2026-11-22 or 2026-11-22T09:00'],
  ['--until <time>', 'up to here, in the same forms'],
] as const;

/** A period in ms since the epoch, both ends included. */
export interface Period {
  readonly since: number | undefined;
  readonly until: number | undefined;
}

/** Reads `--since` and `--until`; throws `ERR_USAGE` for what is no time, or a period that cannot be. */
export function period(invocation: Invocation, now: number): Period {
  const since = timeOption(invocation, 'since', now);
  const until = timeOption(invocation, 'until', now);
  if (since !== undefined && until !== undefined && since > until) {
    throw usageError('--since lies behind --until: nothing can be in between');
  }
  return { since, until };
}

function timeOption(invocation: Invocation, name: string, now: number): number | undefined {
  const text = textOption(invocation, name);
  if (text === null) return undefined;
  const ms = ago(text, now) ?? moment(text);
  if (ms === null) {
    throw usageError(`--${name} takes a time such as 30m, 12h, 7d, 2026-11-22 or 2026-11-22T09:00, not \`${text}\``);
  }
  return ms;
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

/** So long before now, as `30m`. */
function ago(text: string, now: number): number | null {
  const [, amount, unit = ''] = /^(\d{1,9})([a-z])$/.exec(text) ?? [];
  const ms = UNITS.get(unit);
  return amount === undefined || ms === undefined ? null : Math.max(0, now - Number(amount) * ms);
}

/** `Date.parse` alone would take `5` for a day in 2001, and a date without a time for midnight in Greenwich. */
const DATE = /^(\d{4}-\d\d-(\d\d))(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/** A date, with a time or without; local where no zone is named. */
function moment(text: string): number | null {
  const [, date, day, time = '00:00', zone = ''] = DATE.exec(text) ?? [];
  if (date === undefined) return null;
  const ms = Date.parse(`${date}T${time}${zone}`);
  // 31 February would be a day in March.
  return Number.isNaN(ms) || new Date(`${date}T00:00Z`).getUTCDate() !== Number(day) ? null : ms;
}
