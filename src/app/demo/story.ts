import type { FleetCall } from '../control/fleet.ts';

/** What happened in a step, in Leash's words; `quoted` holds what came from outside. */
export interface Told {
  readonly kind: 'as-told';
  readonly told: readonly string[];
  readonly quoted: readonly string[];
  /** What shows it in real life. */
  readonly commands: readonly string[];
}

/** A step that did not go as it should. */
export interface Otherwise {
  readonly kind: 'otherwise';
  readonly problem: string;
}

/** What became of a step. */
export interface StepReport {
  readonly id: string;
  readonly title: string;
  readonly outcome: Told | Otherwise;
}

/** The person in front of the demo; `nobody` where there is none to be asked. */
export type Verdict = 'approve' | 'deny' | 'nobody';

/** Whoever watches the demo. */
export interface Audience {
  readonly begins: (step: { readonly id: string; readonly title: string }) => void;
  readonly decide: (call: FleetCall) => Promise<Verdict>;
  readonly ends: (report: StepReport) => void;
}
