import { endOfString } from '../../jsonrpc/quoted.ts';

/**
 * Makes plain JSON of JSON with comments and trailing commas, as editors write it: what is taken out becomes spaces, so that
 * every position stays. Anything else is left for the parser to refuse.
 */
export function plainJson(text: string): string {
  let out = '';
  let copied = 0;
  let comma = -1;
  const blank = (from: number, to: number): void => {
    out += text.slice(copied, from) + text.slice(from, to).replace(/[^\n]/g, ' ');
    copied = to;
  };
  for (let at = 0; at < text.length; at += 1) {
    const two = text.slice(at, at + 2);
    if (text[at] === '"') {
      at = endOfString(text, at);
      comma = -1;
    } else if (two === '//' || two === '/*') {
      const end = endOfComment(text, at, two);
      blank(at, end);
      at = end - 1;
    } else if (text[at] === ',') comma = out.length + (at - copied);
    else if ((text[at] === '}' || text[at] === ']') && comma >= 0) {
      blank(at, at);
      out = `${out.slice(0, comma)} ${out.slice(comma + 1)}`;
      comma = -1;
    } else if (!/\s/.test(text.charAt(at))) comma = -1;
  }
  return out + text.slice(copied);
}

function endOfComment(text: string, at: number, opening: '//' | '/*'): number {
  if (opening === '//') {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 2;
}
