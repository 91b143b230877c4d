import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { isCredentialKey } from './credentialKey.ts';
import { MAX_VALUE_BYTES, SALT_BYTES, commit } from './disclosure.ts';
import type { KeptArguments } from './sealedEntry.ts';

/** Arguments as an entry keeps them, and the openings that may be kept beside the log. */
export interface CommittedArguments {
  readonly kept: KeptArguments;
  readonly disclosures: readonly string[];
}

/** Commits to a call's arguments leaf by leaf, or as one where they are too many, too deep or oddly named. Never throws. */
export function commitArguments(args: JsonObject, random: (bytes: number) => Uint8Array): CommittedArguments {
  const leaves: Leaf[] = [];
  try {
    return collect({ path: '', value: args, credential: false }, leaves, 0)
      ? commitLeaves(leaves, random)
      : commitWhole(args, random);
  } catch {
    // Nesting that exhausts the stack: no caller lets it in, and a log entry must not fail on it.
    return { kept: { as: 'unreadable' }, disclosures: [] };
  }
}

const MAX_LEAVES = 64;
const MAX_DEPTH = 64;
const MAX_PATH = 1024;
/** What the openings of one entry may take before further values are kept as salted hashes only. */
const MAX_OPENINGS = 4 * MAX_VALUE_BYTES;

interface Leaf {
  readonly path: string;
  readonly value: JsonValue;
  readonly credential: boolean;
}

/** Collects leaves in order (empty containers count as such); false when one commitment must do for all. */
function collect(at: Leaf, leaves: Leaf[], depth: number): boolean {
  const members = membersOf(at.value);
  if (members === 'leaf') return leaves.push(at) <= MAX_LEAVES;
  if (members === 'too-many' || depth === MAX_DEPTH) return false;
  const inherited = at.credential || namesCredential(members);
  return members.every(([key, value]) => {
    const path = `${at.path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const credential = inherited || isCredentialKey(key);
    return path.length <= MAX_PATH && collect({ path, value, credential }, leaves, depth + 1);
  });
}

function membersOf(value: JsonValue): 'leaf' | 'too-many' | [string, JsonValue][] {
  if (typeof value !== 'object' || value === null) return 'leaf';
  // Object.entries reads own keys only, so a key `__proto__` is a key like any other.
  if (Array.isArray(value) && value.length > MAX_LEAVES) return 'too-many';
  const members = Object.entries(value);
  if (members.length === 0) return 'leaf';
  return members.length > MAX_LEAVES ? 'too-many' : members;
}

function commitLeaves(leaves: readonly Leaf[], random: (bytes: number) => Uint8Array): CommittedArguments {
  const salts = random(leaves.length * SALT_BYTES);
  const sd: string[] = [];
  const disclosures: string[] = [];
  let room = MAX_OPENINGS;
  leaves.forEach(({ path, value, credential }, index) => {
    const salt = salts.subarray(index * SALT_BYTES, (index + 1) * SALT_BYTES);
    const { digest, disclosure } = commit(salt, path, value, Math.min(room, MAX_VALUE_BYTES));
    sd.push(digest);
    if (credential) return;
    disclosures.push(disclosure);
    room = Math.max(0, room - disclosure.length);
  });
  return { kept: { as: 'leaves', sd }, disclosures };
}

function commitWhole(args: JsonObject, random: (bytes: number) => Uint8Array): CommittedArguments {
  const { digest, disclosure, bytes } = commit(random(SALT_BYTES), '', args, MAX_VALUE_BYTES);
  const disclosures = holdsCredential(args) ? [] : [disclosure];
  return { kept: { as: 'whole', bytes, sd: [digest] }, disclosures };
}

function holdsCredential(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsCredential);
  const members = Object.entries(value);
  return namesCredential(members) || members.some(([key, member]) => isCredentialKey(key) || holdsCredential(member));
}

/** Whether an object is one of a list of named values, such as HTTP headers, with the name of a credential. */
function namesCredential(members: readonly [string, JsonValue][]): boolean {
  return members.some(([key, name]) => NAME_KEYS.has(key) && typeof name === 'string' && isCredentialKey(name));
}

const NAME_KEYS = new Set(['name', 'key', 'header']);
