import { createHash, hash } from 'node:crypto';
import type { JsonValue } from '../jsonrpc/message.ts';
import type { SealedEntry } from './sealedEntry.ts';

/** Random bytes of one salt. */
export const SALT_BYTES = 16;

/** Values longer than this are disclosed as their salted hash and length. */
export const MAX_VALUE_BYTES = 64 * 1024;

/** A value under a salted commitment (RFC 9901): the digest goes into the entry, the disclosure is kept beside the log. */
export interface Commitment {
  readonly digest: string;
  readonly disclosure: string;
  /** Length of the value in UTF-8: of a text itself, of the JSON of anything else. */
  readonly bytes: number;
}

/** Commits to one value under a path: a JSON Pointer into the arguments, or the name of a field. */
export function commit(salt: Uint8Array, path: string, value: JsonValue, maxBytes: number): Commitment {
  // Half a character has no UTF-8, but JSON has an escape for it.
  const text = typeof value === 'string' && value.isWellFormed() ? value : JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  return bytes > maxBytes
    ? commitHash(salt, path, text, bytes)
    : { ...disclose(salt, path, JSON.stringify(value)), bytes };
}

/** Commits to bytes by their length and SHA-256 over salt and bytes: a hash that cannot be guessed back without the salt. */
export function commitBytes(salt: Uint8Array, path: string, body: Uint8Array): Commitment {
  return commitHash(salt, path, body, body.length);
}

function commitHash(salt: Uint8Array, path: string, body: Uint8Array | string, bytes: number): Commitment {
  const sha256 = saltedHash(salt, body);
  return { ...disclose(salt, path, JSON.stringify({ bytes, sha256 })), bytes };
}

/** One call for what is small, since a hash object costs more than hashing it; no copy of what is large. */
function saltedHash(salt: Uint8Array, body: Uint8Array | string): string {
  if (typeof body === 'string' || body.length > SMALL)
    return createHash('sha256').update(salt).update(body).digest('hex');
  return hash('sha256', Buffer.concat([salt, body]), 'hex');
}

const SMALL = 16 * 1024;

/** The digest of a disclosure: what the entry holds of it. */
export function disclosureDigest(disclosure: string): string {
  return hash('sha256', disclosure, 'base64url');
}

function disclose(salt: Uint8Array, path: string, valueText: string): { digest: string; disclosure: string } {
  const salt64 = Buffer.from(salt.buffer, salt.byteOffset, salt.length).toString('base64url');
  const disclosure = Buffer.from(`["${salt64}",${JSON.stringify(path)},${valueText}]`).toString('base64url');
  return { digest: disclosureDigest(disclosure), disclosure };
}

/** One value that an opening revealed, under its path: a JSON Pointer into the arguments, or the name of a field. */
interface OpenedValue {
  readonly path: string;
  /** With `hash`, an object of the value's length (`bytes`) and its salted hash (`sha256`). */
  readonly value: JsonValue;
  readonly kind: 'value' | 'hash';
}

/** An entry's commitments as far as its openings reveal them. */
export interface OpenedEntry {
  readonly opened: readonly OpenedValue[];
  /** Commitments without an opening: withheld as a credential, or erased. */
  readonly hidden: number;
  /** Openings that belong to no commitment of the entry. */
  readonly unmatched: number;
}

/** Matches openings against an entry's commitments: nothing is revealed that the entry did not commit to. Never throws. */
export function openEntry(entry: SealedEntry, disclosures: readonly string[]): OpenedEntry {
  const hashed = commitmentsOf(entry);
  const opened = new Map<string, OpenedValue>();
  let unmatched = 0;
  for (const disclosure of disclosures) {
    const digest = disclosureDigest(disclosure);
    const isHash = hashed.get(digest);
    const read = isHash === undefined ? null : parseDisclosure(disclosure);
    if (isHash === undefined || read === null) unmatched += 1;
    else opened.set(digest, { ...read, kind: isHash(read) ? 'hash' : 'value' });
  }
  return { opened: [...opened.values()], hidden: hashed.size - opened.size, unmatched };
}

type IsHash = (disclosed: { readonly path: string; readonly value: JsonValue }) => boolean;

/** The entry's digests, each with how to tell a value from the hash of one. */
function commitmentsOf(entry: SealedEntry): Map<string, IsHash> {
  const digests = new Map<string, IsHash>();
  for (const { bytes, sd } of entry.leash.cut) digests.set(sd, () => bytes > MAX_VALUE_BYTES);
  if (entry.record_phase === 'post_execution' && entry.action_detail.result !== null) {
    digests.set(entry.action_detail.result.sd, () => true);
  }
  if (entry.record_phase === 'pre_execution') {
    const { args } = entry.leash;
    // A leaf is never an object with members, so one that reads as such is a hash.
    if (args?.as === 'leaves') for (const sd of args.sd) digests.set(sd, ({ value }) => hasMembers(value));
    if (args?.as === 'whole') for (const sd of args.sd) digests.set(sd, () => args.bytes > MAX_VALUE_BYTES);
  }
  return digests;
}

function hasMembers(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** The value that a disclosure reveals; undefined where it cannot be read. */
export function openedValue(disclosure: string): JsonValue | undefined {
  return parseDisclosure(disclosure)?.value;
}

function parseDisclosure(disclosure: string): { path: string; value: JsonValue } | null {
  try {
    const read = JSON.parse(Buffer.from(disclosure, 'base64url').toString()) as JsonValue;
    if (!Array.isArray(read) || read.length !== 3) return null;
    const [, path, value] = read;
    return typeof path === 'string' && value !== undefined ? { path, value } : null;
  } catch {
    return null;
  }
}
