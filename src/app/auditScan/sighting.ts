import type { SealedEntry } from '../../audit/sealedEntry.ts';
import type { Risk } from '../../../scanner/report.ts';
import type { JsonValue } from '../../jsonrpc/message.ts';
import { member } from '../../jsonrpc/value.ts';
import type { Evidence } from './finding.ts';
import type { Trait } from './trait.ts';

/** What patterns look for: what a call does, or the name of an event. */
export type Tag = Trait | EventTag;
type EventTag =
  | 'result_flagged'
  | 'token_refused'
  | 'api_refused'
  | 'tool_trusted'
  /** A definition that differs from what was accepted, and that nobody accepted. */
  | 'drifted';

/** A call or an event, as little of it as patterns need: thousands are held at once. */
export interface Sighting extends Evidence {
  readonly ts: number;
  readonly tags: ReadonlySet<Tag>;
  /** Whether it went through; a denial did not. Events happen. */
  readonly went: boolean;
  /** Full names of what the call is about. */
  readonly paths: readonly string[];
  /** The last part of each. */
  readonly files: readonly string[];
  /** Those that are places where secrets lie. */
  readonly secrets: readonly string[];
  /** Null where no tool is meant. */
  readonly tool: string | null;
  /** Null for what is no call of a tool. */
  readonly risk: Risk | null;
  /** All arguments as one text, to tell two calls apart; null where they are not known. */
  readonly args: string | null;
}

/** Detects in the order of the log; `end` comes after the last entry. */
export interface Detector {
  see(sighting: Sighting, entry: SealedEntry): void;
  end?(): void;
}

/** The tags of an event. */
export function eventTags(event: string, detail: JsonValue): ReadonlySet<Tag> {
  // What the person's settings accepted by itself is no drift to worry about.
  if (event === 'tool_drift') return new Set<Tag>(member(detail, 'accepted') === true ? [] : ['drifted']);
  const tag = EVENT_TAGS.find((each) => each === event);
  return new Set(tag === undefined ? [] : [tag]);
}

const EVENT_TAGS: readonly EventTag[] = ['result_flagged', 'token_refused', 'api_refused', 'tool_trusted'];

/** A text of an event's detail; null where it has none of that name. */
export function textIn(detail: JsonValue, name: string): string | null {
  const value = member(detail, name);
  return typeof value === 'string' ? value : null;
}
