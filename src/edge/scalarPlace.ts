/**
 * Where a character of a text stands in the YAML that spells it, counted from the beginning of its spelling; null where
 * that cannot be told (escapes, folded lines). Blocks (`|`) lose their indentation line by line.
 */
export function scalarPlace(spelling: string, text: string, index: number): number | null {
  const start = spelling.indexOf(text);
  if (start >= 0) return start + index;
  return spelling.startsWith('|') ? blockPlace(spelling, text, index) : null;
}

function blockPlace(spelling: string, text: string, index: number): number | null {
  const lines = text.slice(0, index).split('\n');
  const line = lines.length - 1;
  const spelled = spelling.split('\n');
  const whole = text.split('\n')[line] ?? '';
  // The first line holds the indicator.
  const source = spelled[line + 1] ?? '';
  if (!source.endsWith(whole)) return null;
  const before = spelled.slice(0, line + 1).reduce((length, each) => length + each.length + 1, 0);
  return before + source.length - whole.length + (lines[line]?.length ?? 0);
}
