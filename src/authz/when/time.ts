/** Whether a text names a time zone: of the IANA database, or an offset such as `+02:00`. */
export function isTimeZone(zone: string): boolean {
  if (OFFSET.test(zone)) return true;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** The parts of a date that CEL has methods for, by the methods' names. */
export type DatePart = keyof typeof PARTS;

/** One part of a moment, as clocks and calendars in a time zone show it; throws where the zone is none. */
export function datePart(part: DatePart, ms: number, zone: string): number {
  return PARTS[part](new Date(ms + offsetAt(ms, zone)));
}

/** On a date that is shifted so that its UTC parts are the local ones. */
const PARTS = {
  getFullYear: (date: Date) => date.getUTCFullYear(),
  getMonth: (date: Date) => date.getUTCMonth(),
  getDate: (date: Date) => date.getUTCDate(),
  getDayOfMonth: (date: Date) => date.getUTCDate() - 1,
  getDayOfWeek: (date: Date) => date.getUTCDay(),
  getDayOfYear: (date: Date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / DAY),
  getHours: (date: Date) => date.getUTCHours(),
  getMinutes: (date: Date) => date.getUTCMinutes(),
  getSeconds: (date: Date) => date.getUTCSeconds(),
  getMilliseconds: (date: Date) => date.getUTCMilliseconds(),
};

const MINUTE = 60_000;
const DAY = 86_400_000;
const OFFSET = /^([+-])([01][0-9]|2[0-3]):([0-5][0-9])$/;

function offsetAt(ms: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const [, sign, hours, minutes] = OFFSET.exec(zone) ?? [];
  if (sign !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
  const minute = Math.floor(ms / MINUTE);
  const known = remembered.get(zone);
  if (known?.minute === minute) return known.offset;
  const offset = localTime(ms, zone) - Math.floor(ms / 1000) * 1000;
  remembered.set(zone, { minute, offset });
  return offset;
}

/** Zones are written in policies, never taken from a call, so there are few. A zone changes its offset on a full minute. */
const remembered = new Map<string, { readonly minute: number; readonly offset: number }>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock in the zone shows, as if it were UTC. */
function localTime(ms: number, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? Number.NaN;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}
