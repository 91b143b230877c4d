import { readPassphrase, type Passphrase } from '../edge/passphrase.ts';
import type { Home } from '../edge/home.ts';
import type { JsonObject } from '../jsonrpc/message.ts';
import { printable } from '../jsonrpc/printable.ts';
import { Allowance } from './control/allowance.ts';

/** What came of an attempt to let more through than passes now. */
export type Unlocking = 'open' | 'missing' | 'wrong' | 'too-often' | 'unreadable';

/** Who wants to let what through, and the passphrase that they gave; null where they gave none. */
export interface Attempt {
  readonly by: string;
  readonly what: string;
  readonly given: string | null;
}

/**
 * The passphrase of a home, as one process asks for it. INVARIANT: what was asked for once is asked for until the process
 * ends, whatever becomes of the file; one that is set later is asked for at once.
 */
export interface Lock {
  /** Whether a passphrase was set when it was last looked. */
  readonly isSet: boolean;
  /** Looks whether a passphrase is asked for. */
  look(): Promise<boolean>;
  /** Whether this attempt may go on; one that may not is recorded. Never rejects. */
  open(attempt: Attempt): Promise<Unlocking>;
  /** How long it takes until another passphrase can be tried, in ms. */
  wait(): number;
}

export interface LockOptions {
  readonly home: Home;
  /** Writes to the log that somebody was refused. */
  readonly note: (detail: JsonObject) => void;
  /** A clock that never goes back, in ms. */
  readonly now: () => number;
}

/** Wrong passphrases: three at once, then one in twenty seconds. */
const TRIES = { burst: 3, everyMs: 20_000 } as const;
/** Entries in the log: a flood of a day is less than 9,000. */
const RECORDS = { burst: 20, everyMs: 10_000 } as const;

/** Reads the passphrase of a home. Never throws: one that cannot be read opens for nobody. */
export async function openLock({ home, note, now }: LockOptions): Promise<Lock> {
  const tries = new Allowance({ ...TRIES, now: now() });
  const records = new Allowance({ ...RECORDS, now: now() });
  let unrecorded = 0;
  let last: Promise<unknown> = Promise.resolve();
  let known: Passphrase | null = null;
  let isSet = false;

  const look = async (): Promise<boolean> => {
    if (known !== null) return true;
    const read = await readPassphrase(home).catch(() => null);
    if (read?.isSet === true) known ??= read;
    // Where it cannot be read now, or could not be before, nobody can tell that there is none.
    if (read === null || read.isSet) isSet = true;
    return isSet;
  };

  const check = async (passphrase: Passphrase | null, attempt: Attempt): Promise<Unlocking> => {
    if (!tries.take(now())) return refused('too-often', attempt);
    const isRight = (await passphrase?.matches(attempt.given).catch(() => false)) === true;
    if (!isRight) return refused('wrong', attempt);
    tries.giveBack();
    return 'open';
  };

  const refused = (why: Exclude<Unlocking, 'open'>, { by, what }: Attempt): Unlocking => {
    if (records.take(now())) {
      const before = unrecorded > 0 ? { unrecorded_before: unrecorded } : {};
      note({ why, what: printable(what, 200), by: printable(by, 64), ...before });
      unrecorded = 0;
    } else unrecorded += 1;
    return why;
  };

  await look();
  return {
    get isSet() {
      return isSet;
    },
    look,
    async open(attempt) {
      if (!(await look())) return 'open';
      if (known === null) return refused('unreadable', attempt);
      if (attempt.given === null) return refused('missing', attempt);
      // One after the other: of many that come at once, the wrong ones are no more than a few, and no right one is too many.
      const tried = last.then(() => check(known, attempt));
      last = tried;
      return tried;
    },
    wait: () => tries.wait(now()),
  };
}

/** What somebody hears who was refused. */
export const LOCKED_TEXTS: Readonly<Record<Exclude<Unlocking, 'open'>, string>> = {
  missing: 'a passphrase is set here, and what lets more through needs it',
  wrong: 'that is not the passphrase',
  'too-often': 'the passphrase was wrong too often: wait a minute before you try again',
  unreadable: 'the passphrase is set and cannot be read: `leash approvals lock` says what to do',
};
