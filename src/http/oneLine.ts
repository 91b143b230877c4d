const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/**
 * A JSON body as one line: a pretty-printed message is read as what it says. Line breaks are spaces between the tokens of
 * JSON, and cannot stand inside a string, so the value stays. What is no JSON stays as it is: the classifier refuses it.
 */
export function oneLine(body: Buffer): Buffer {
  const trimmed = trim(body);
  if (!trimmed.includes(LF) && !trimmed.includes(CR)) return trimmed;
  if (!isJson(trimmed)) return trimmed;
  const line = Buffer.from(trimmed);
  for (let i = 0; i < line.length; i += 1) if (line[i] === LF || line[i] === CR) line[i] = SPACE;
  return line;
}

function trim(body: Buffer): Buffer {
  let start = 0;
  let end = body.length;
  while (start < end && isSpace(body[start])) start += 1;
  while (end > start && isSpace(body[end - 1])) end -= 1;
  return body.subarray(start, end);
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === LF || byte === CR || byte === 0x09;
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
