import type { Grade, Risk } from '../../scanner/report.ts';
import type { JsonValue } from '../jsonrpc/message.ts';

/** What is pinned: a tool by its name, and a server's instructions under the empty name. */
export type PinKind = 'tool' | 'instructions';

/** What the scanner said of a definition, as it is kept: enough for policies and for people, a bounded part of the text. */
export interface KeptFinding {
  readonly rule: string;
  readonly grade: Exclude<Grade, 'none'>;
  /** JSON Pointer below the definition. */
  readonly at: string;
  readonly message: string;
}

/** One definition as a server gave it, and what the scanner says of it. */
export interface Definition {
  readonly kind: PinKind;
  readonly name: string;
  /** Hash of all of it. */
  readonly fingerprint: string;
  /** Hash of all but the name. */
  readonly content: string;
  readonly grade: Grade;
  readonly findings: readonly KeptFinding[];
  /** Null for what is no tool. */
  readonly risk: Risk | null;
  /** As the server sent it. Nothing of it is trusted. */
  readonly definition: JsonValue;
}

/** How a definition came to be accepted: when its server was new, by the scanner later, or by a person who looked. */
export type Acceptance = 'first-sight' | 'scan' | 'person';

/** A definition that is accepted. */
export interface Pin extends Definition {
  readonly by: Acceptance;
  /** When, in ms since the epoch. */
  readonly at: number;
}

/**
 * How a definition came up that is not accepted: with its server, of a known server later, in place of another, as a known
 * one under another name, or from a server that goes by the name of another one.
 */
export type Situation = 'first-sight' | 'new' | 'changed' | 'renamed' | 'identity';

/** A definition that waits for a person. */
export interface Waiting extends Definition {
  readonly situation: Situation;
  /** The name that it was pinned under, where it was renamed; else null. */
  readonly from: string | null;
  readonly at: number;
}

/** A definition that was accepted once and has been replaced. */
export interface Retired {
  readonly kind: PinKind;
  readonly name: string;
  readonly fingerprint: string;
}

/** What tells one server from another: how it is started, or where it is reached. */
export interface Identity {
  /** `sha256:` and 64 hex digits. */
  readonly id: string;
  /** The same for people; secrets are left out. */
  readonly label: string;
}

/** All that is known of one server. */
export interface ServerPins extends Identity {
  /** False for one that came later under the name of another, until a person says otherwise. */
  readonly trusted: boolean;
  readonly firstSeen: number;
  /** Whether it has been listed to the end: what comes after that is new. */
  readonly settled: boolean;
  readonly pins: readonly Pin[];
  readonly waiting: readonly Waiting[];
  readonly retired: readonly Retired[];
}

/** The pins of all servers that went by one name. */
export interface PinFile {
  readonly server: string;
  readonly identities: readonly ServerPins[];
}

/** Names that are spelled in two ways (NFC, NFD) are one: policies compare them so. */
export function pinKey({ kind, name }: Pick<Definition, 'kind' | 'name'>): string {
  return `${kind} ${name.normalize('NFC')}`;
}
