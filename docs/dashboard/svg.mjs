// Draws what a terminal shows: text with SGR sequences, as `tmux capture-pane -e` gives it, becomes an SVG.

const CELL = { width: 8.4, height: 18, size: 14 };
const THEME = { back: '#16181d', front: '#d5d8de' };
const COLOURS = { 31: '#ff6b6b', 32: '#7bd88f', 33: '#ffd166', 36: '#6fc3df' };

/** The picture of a screen of so many columns. */
export function svgOf(text, columns) {
  const lines = text.replace(/\n+$/, '').split('\n');
  const width = Math.ceil(columns * CELL.width) + 20;
  const height = lines.length * CELL.height + 20;
  const drawn = lines.flatMap((line, row) => spansOf(line).flatMap((span) => drawSpan(span, row)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="100%" height="100%" rx="8" fill="${THEME.back}"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${CELL.size}" fill="${THEME.front}">`,
    ...drawn,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

// An escape sequence that sets the style, or text.
const SGR = new RegExp(String.raw`\x1b\[([\d;]*)m|([^\x1b]+)`, 'g');

/** Pieces of a line in one style, each with its first column. */
function spansOf(line) {
  const spans = [];
  let style = new Set();
  let column = 0;
  for (const [, codes, text] of line.matchAll(SGR)) {
    if (text === undefined) style = styled(style, codes);
    else {
      spans.push({ column, text, style });
      column += text.length;
    }
  }
  return spans;
}

function styled(before, codes) {
  const style = new Set(before);
  for (const code of codes === '' ? [0] : codes.split(';').map(Number)) {
    if (code === 0) style.clear();
    else if (code === 22) [1, 2].forEach((each) => style.delete(each));
    else if (code === 27) style.delete(7);
    else if (code === 39) Object.keys(COLOURS).forEach((each) => style.delete(Number(each)));
    else style.add(code);
  }
  return style;
}

function drawSpan({ column, text, style }, row) {
  const x = (10 + column * CELL.width).toFixed(1);
  const y = 10 + row * CELL.height;
  const width = (text.length * CELL.width).toFixed(1);
  const colour = [...style].map((code) => COLOURS[code]).find((each) => each !== undefined) ?? THEME.front;
  const isReverse = style.has(7);
  const back = isReverse ? [`<rect x="${x}" y="${y}" width="${width}" height="${CELL.height}" fill="${colour}"/>`] : [];
  if (text.trim() === '') return back;
  const marks = [
    `fill="${isReverse ? THEME.back : colour}"`,
    ...(style.has(1) ? ['font-weight="bold"'] : []),
    ...(style.has(2) ? ['opacity="0.6"'] : []),
  ];
  // Blanks that no viewer folds into one.
  const escaped = text.replace(/[&<> ]/g, (each) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', ' ': '&#160;' })[each]);
  return [...back, `<text x="${x}" y="${y + 14}" textLength="${width}" ${marks.join(' ')}>${escaped}</text>`];
}
