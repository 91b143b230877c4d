import type { Listed } from './page.ts';
import type { Pin } from './pin.ts';
import type { PinState } from './pinState.ts';

/** What a session does not know, and has to have looked at. */
export interface Inspection {
  readonly unknown: readonly Listed[];
  /** Whether it ends a list of all tools. */
  readonly isLast: boolean;
}

/** What came of it. */
export interface Inspected {
  readonly state: PinState;
  /** What has been accepted by it. */
  readonly pinned: readonly Pin[];
  /** What differs from something that was accepted before. */
  readonly drifts: readonly PinDrift[];
  /** Why nothing of it could be kept; null where it was. */
  readonly unkept: Unkept | null;
}

/** What was looked at and could not be kept. */
export interface Unkept {
  readonly why: string;
  /** Fingerprints of what would have been accepted: a session may use these as long as it lasts. */
  readonly harmless: ReadonlySet<string>;
}

/** A definition that took, or would take, the place of an accepted one. */
export interface PinDrift {
  readonly kind: 'changed' | 'renamed' | 'identity';
  readonly tool: string;
  /** Fingerprint of what was accepted; null where it is another server's. */
  readonly before: string | null;
  readonly after: string;
  /** What was changed, without values; the earlier name, or the server that it passes for. */
  readonly fields: readonly string[];
  /** Whether it was let through. */
  readonly isAccepted: boolean;
}
