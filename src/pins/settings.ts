/** What is done with definitions that nobody has looked at. */
export interface PinSettings {
  /** With what the scanner grades `block` when a server is new: withhold it, say so, or nothing. */
  readonly block: 'hide' | 'warn' | 'allow';
  /** With a tool that a known server did not have: withhold it, unless it is clean, or only where the grade is `block`. */
  readonly newTools: 'quarantine' | 'scan' | 'allow';
  /** With the tools of a server that nobody has seen: let through what is not graded `block`, or nothing. */
  readonly firstSight: 'scan' | 'quarantine';
  /** With another server under a known name: nothing of it is let through, or it is a server that nobody has seen. */
  readonly newIdentity: 'quarantine' | 'scan';
  /** With a call of a tool that no list has shown: the policies decide, or it is denied. */
  readonly unlisted: 'policy' | 'deny';
  /** With characters that nobody sees, in the texts of lists. */
  readonly invisible: 'pass' | 'strip';
}

export const DEFAULT_PIN_SETTINGS: PinSettings = {
  block: 'hide',
  newTools: 'scan',
  firstSight: 'scan',
  newIdentity: 'quarantine',
  unlisted: 'policy',
  invisible: 'pass',
};

/** The settings of `--strict`: nothing is let through that nobody has looked at. */
export function strictly(settings: PinSettings): PinSettings {
  return {
    ...settings,
    block: 'hide',
    newTools: 'quarantine',
    firstSight: 'quarantine',
    newIdentity: 'quarantine',
    unlisted: 'deny',
  };
}
