/** What the doctor says of one thing. */
export interface Check {
  /** What was looked at, in a few words. */
  readonly what: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do about it; null where nothing need be done. */
  readonly fix: string | null;
}

/** All is well. */
export function ok(what: string, detail: string): Check {
  return { what, state: 'ok', detail, fix: null };
}

/** A person should know. */
export function warn(what: string, detail: string, fix: string): Check {
  return { what, state: 'warn', detail, fix };
}

/** It does not work, or does not protect. */
export function fail(what: string, detail: string, fix: string): Check {
  return { what, state: 'fail', detail, fix };
}

/** Runs a check; one that ends in an error has failed, and hides no other. */
export async function guarded(what: string, look: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  try {
    return await look();
  } catch (error) {
    return [fail(what, error instanceof Error ? error.message : String(error), 'put right what the message names')];
  }
}
