import { canonicalJson } from './canonical.ts';
import { contentOf, withoutVolatile } from './fingerprint.ts';
import { own } from './json.ts';
import { diffTool, type FieldChange } from './toolDiff.ts';

/** How one tool differs between what was pinned and what the server says now. */
export type Drift =
  | { readonly kind: 'changed'; readonly name: string; readonly changes: readonly FieldChange[] }
  /** The same in all but the name. */
  | { readonly kind: 'renamed'; readonly from: string; readonly to: string }
  | { readonly kind: 'added'; readonly name: string }
  | { readonly kind: 'removed'; readonly name: string };

/**
 * Compares two lists of tools: what is there now in its order, then what is gone. Never throws. A name that stands
 * twice in a list is two tools; a rename is told only where just one tool is gone and just one is new with that content.
 */
export function compareListings(pinned: readonly unknown[], current: readonly unknown[]): readonly Drift[] {
  const before = byName(pinned);
  const drifts: Drift[] = [];
  const fresh: unknown[] = [];
  for (const tool of current) {
    const match = before.get(nameOf(tool))?.shift();
    if (match === undefined) fresh.push(tool);
    else if (!isSame(match.tool, tool))
      drifts.push({ kind: 'changed', name: nameOf(tool), changes: diffTool(match.tool, tool) });
  }
  const gone = [...before.values()].flat().map(({ tool }) => tool);
  return [...drifts, ...renamesAmong(gone, fresh)];
}

interface Listed {
  readonly tool: unknown;
}

function byName(tools: readonly unknown[]): Map<string, Listed[]> {
  const found = new Map<string, Listed[]>();
  for (const tool of tools) {
    const name = nameOf(tool);
    const same = found.get(name);
    if (same === undefined) found.set(name, [{ tool }]);
    else same.push({ tool });
  }
  return found;
}

function nameOf(tool: unknown): string {
  const name = own(tool, 'name');
  return typeof name === 'string' ? name : '';
}

/** What cannot be compared is not the same. */
function isSame(one: unknown, other: unknown): boolean {
  const left = textOf(() => canonicalJson(withoutVolatile(one)));
  return left !== null && left === textOf(() => canonicalJson(withoutVolatile(other)));
}

function textOf(write: () => string): string | null {
  try {
    return write();
  } catch {
    return null;
  }
}

function renamesAmong(gone: readonly unknown[], fresh: readonly unknown[]): readonly Drift[] {
  const sources = onlyByContent(gone);
  const targets = onlyByContent(fresh);
  const drifts: Drift[] = [];
  const moved = new Set<unknown>();
  for (const tool of fresh) {
    const content = textOf(() => contentOf(tool)) ?? '';
    const from = targets.get(content) === tool ? (sources.get(content) ?? null) : null;
    if (from !== null) moved.add(from);
    drifts.push(
      from === null ? { kind: 'added', name: nameOf(tool) } : { kind: 'renamed', from: nameOf(from), to: nameOf(tool) },
    );
  }
  const removed = gone.filter((tool) => !moved.has(tool));
  return [...drifts, ...removed.map((tool): Drift => ({ kind: 'removed', name: nameOf(tool) }))];
}

/** The tools whose content no other of the list has; null stands for several. */
function onlyByContent(tools: readonly unknown[]): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  for (const tool of tools) {
    const content = textOf(() => contentOf(tool));
    if (content !== null) found.set(content, found.has(content) ? null : tool);
  }
  return found;
}
