import type { OpenedEntry } from '../audit/disclosure.ts';
import type { KeptArguments } from '../audit/sealedEntry.ts';
import { valueNestsDeeper } from '../jsonrpc/depth.ts';
import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { isObject } from '../jsonrpc/value.ts';

/** The arguments of a recorded call, as far as they can be known again. */
export interface RebuiltArgs {
  /** What is known of them; null for a call without arguments, and where nothing is known. */
  readonly args: JsonObject | null;
  /** Why that is not all; null where it is. */
  readonly missing: string | null;
}

/**
 * Rebuilds arguments from what an entry keeps and its openings reveal. An entry does not tell a list from an object with
 * the keys `0`, `1`, ...: it is taken for a list, which is what calls have.
 */
export function rebuildArgs(kept: KeptArguments | null, opened: OpenedEntry): RebuiltArgs {
  const rebuilt = read(kept, opened);
  // Nothing that was let in is deeper; what somebody wrote into the log may be, and would exhaust the stack of its readers.
  return valueNestsDeeper(rebuilt.args, MAX_DEPTH) ? { args: null, missing: DAMAGED } : rebuilt;
}

/** Above the deepest message that settings can let in. */
const MAX_DEPTH = 1024;

function read(kept: KeptArguments | null, opened: OpenedEntry): RebuiltArgs {
  if (kept === null) return { args: null, missing: null };
  switch (kept.as) {
    case 'clear':
      return fromText(kept.text);
    case 'none':
      return { args: null, missing: 'its arguments were not kept (`audit.arguments: none`)' };
    case 'unreadable':
      return { args: null, missing: 'its arguments could not be read' };
    case 'whole':
      return fromWhole(opened);
    case 'leaves':
      return fromLeaves(kept.sd.length, opened);
  }
}

const TOO_LONG = 'of an argument only its length and a hash are kept';
const WITHHELD = 'an argument was withheld as a credential, or its opening is gone';
const DAMAGED = 'its arguments cannot be put together';

function fromText(text: string): RebuiltArgs {
  try {
    const args = JSON.parse(text) as JsonValue;
    return isObject(args) ? { args, missing: null } : { args: null, missing: DAMAGED };
  } catch {
    return { args: null, missing: DAMAGED };
  }
}

function fromWhole({ opened }: OpenedEntry): RebuiltArgs {
  const whole = opened.find(({ path }) => path === '');
  if (whole === undefined) return { args: null, missing: WITHHELD };
  if (whole.kind === 'hash') return { args: null, missing: TOO_LONG };
  return isObject(whole.value) ? { args: whole.value, missing: null } : { args: null, missing: DAMAGED };
}

function fromLeaves(count: number, { opened }: OpenedEntry): RebuiltArgs {
  // Fields that were cut are opened under their names, arguments under pointers.
  const leaves = opened.filter(({ path }) => path === '' || path.startsWith('/'));
  const known = leaves.filter(({ kind }) => kind === 'value');
  const root: Branch = new Map();
  if (!known.every(({ path, value }) => path === '' || plant(root, namesOf(path), value))) {
    return { args: null, missing: DAMAGED };
  }
  const args = fromBranch(root, true);
  if (!isObject(args)) return { args: null, missing: DAMAGED };
  const missing = leaves.length < count ? WITHHELD : known.length < count ? TOO_LONG : null;
  return { args, missing };
}

/** Not an object: whoever made the call chose the names. */
type Branch = Map<string, Branch | { readonly leaf: JsonValue }>;

/** False where two leaves stand in each other's place. */
function plant(root: Branch, names: readonly string[], leaf: JsonValue): boolean {
  if (names.length > MAX_DEPTH) return false;
  let branch = root;
  for (const name of names.slice(0, -1)) {
    const next: Branch | { readonly leaf: JsonValue } = branch.get(name) ?? new Map<string, never>();
    if (!(next instanceof Map)) return false;
    branch.set(name, next);
    branch = next;
  }
  const last = names.at(-1) ?? '';
  if (branch.has(last)) return false;
  branch.set(last, { leaf });
  return true;
}

function namesOf(pointer: string): readonly string[] {
  const names = pointer.split('/').slice(1);
  return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function fromBranch(branch: Branch, isRoot: boolean): JsonValue {
  const members = [...branch].map(([name, value]): [string, JsonValue] => [
    name,
    value instanceof Map ? fromBranch(value, false) : value.leaf,
  ]);
  const isList = !isRoot && members.every(([name], index) => name === String(index));
  // `fromEntries` defines own properties, so a key `__proto__` stays a key.
  return isList ? members.map(([, value]) => value) : Object.fromEntries(members);
}
