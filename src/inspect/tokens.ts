import { isEdge } from './edge.ts';
import { entropyOf } from './entropy.ts';
import { isPlaceholder } from './placeholder.ts';
import type { Secret } from './secret.ts';
import { SHAPES, USUAL_ENTROPY, type TokenShape } from './shapes.ts';

/** Finds tokens by the shape that their issuers give them. Reads the text once, and around each prefix a bounded piece. */
export function findTokens(text: string): Secret[] {
  const found: Secret[] = [];
  PREFIX.lastIndex = 0;
  for (let match = PREFIX.exec(text); match !== null; match = PREFIX.exec(text)) {
    const secret = tokenAt(text, match.index, match[0]);
    if (secret === null) continue;
    found.push(secret);
    PREFIX.lastIndex = secret.end;
  }
  return found;
}

/** The shapes of each prefix, in the order of the table. */
const BY_PREFIX: ReadonlyMap<string, readonly TokenShape[]> = (() => {
  const map = new Map<string, TokenShape[]>();
  for (const shape of SHAPES) {
    for (const prefix of shape.prefixes) map.set(prefix, [...(map.get(prefix) ?? []), shape]);
  }
  return map;
})();

/** Longer prefixes first: `sk-ant-` is no `sk-`. */
const PREFIX = new RegExp(
  [...BY_PREFIX.keys()]
    .sort((a, b) => b.length - a.length)
    .map((prefix) => prefix.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`))
    .join('|'),
  'g',
);

/** What of the text before a prefix can belong to a token. */
const LEAD = 40;

function tokenAt(text: string, at: number, prefix: string): Secret | null {
  for (const shape of BY_PREFIX.get(prefix) ?? []) {
    const start = startOf(shape, text, at);
    if (start === null) continue;
    shape.body.lastIndex = at + prefix.length;
    const body = shape.body.exec(text)?.[0];
    if (body === undefined) continue;
    const end = at + prefix.length + body.length;
    if (isToken(shape, body, text.slice(start, end))) return { kind: shape.kind, start, end };
  }
  return null;
}

function startOf({ lead }: TokenShape, text: string, at: number): number | null {
  if (lead === undefined) return isEdge(text, at) ? at : null;
  const length = lead.exec(text.slice(Math.max(0, at - LEAD - 1), at))?.[0].length;
  return length === undefined ? null : at - length;
}

function isToken({ isCertain, isValid, entropy = USUAL_ENTROPY }: TokenShape, body: string, token: string): boolean {
  if (isCertain?.(body) === true) return true;
  return (isValid?.(token) ?? true) && entropyOf(body) >= entropy && !isPlaceholder(token);
}
