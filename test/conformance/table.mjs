import { stripVTControlCharacters } from 'node:util';

const SIGN = { true: ' ', false: '≠' };

/** The verdict as people read it: a line a scenario with the checks passed on each leg, then every difference. */
export function asTable({ legs, rows, accepted, problems }, known) {
  const head = ['', 'revision', 'scenario', ...legs, ''];
  const lines = rows.map(({ part, revision, scenario, passed }) => [
    part,
    revision,
    scenario,
    ...legs.map((leg) => String(passed[leg])),
    SIGN[legs.every((leg) => passed[leg] === passed.direct)],
  ]);
  const sum = (leg) => String(rows.reduce((total, { passed }) => total + passed[leg], 0));
  const total = ['', '', 'checks passed', ...legs.map(sum), ''];
  return [
    ...aligned([head, ...lines, total]),
    '',
    ...section('Differences that are meant to be:', accepted, (difference) => because(known, difference)),
    ...section('Differences:', problems, ({ message }) => message),
    ...(problems.length === 0 ? ['With Leash in between, every check comes out as it does without.', ''] : []),
  ].join('\n');
}

function aligned(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table.map((row) =>
    row
      .map((cell, column) => (column < 3 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}

function section(title, differences, why) {
  if (differences.length === 0) return [];
  const lines = differences.map((difference) => {
    const { part, revision, scenario, leg, check, what, direct, through } = difference;
    const outcome = what === 'differs' ? `${direct} without Leash, ${through} with it` : what;
    const reason = printable(why(difference));
    return `  ${part} ${revision} ${scenario}, ${leg}: ${check}\n    ${outcome}${reason === '' ? '' : `\n    ${reason}`}`;
  });
  return [title, ...lines, ''];
}

function because(known, difference) {
  const keys = ['part', 'leg', 'revision', 'scenario', 'check'];
  return known.find((accepted) => keys.every((key) => accepted[key] === difference[key])).because;
}

/** What a server said may hold anything. */
function printable(text) {
  return stripVTControlCharacters(String(text)).replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');
}
