import type { PolicySet } from '../authz/compile.ts';
import type { MatchEnvironment } from '../authz/matchers/matcher.ts';
import { LeashError } from '../errors.ts';
import { loadPolicySet } from './policyFile.ts';
import { type PolicySources, signatureOf } from './policyFiles.ts';

/** What is watched, and who is told. */
export interface WatchOptions {
  readonly sources: PolicySources;
  readonly environment: MatchEnvironment;
  /** `signatureOf(sources)` from before the set in force was loaded, so that no change in between is missed. */
  readonly seen: string;
  /** The hash of the set in force; null where there is none. */
  readonly inForce: string | null;
  /** Called with each new set, and once for each state of the files that does not validate: the last set stays in force. */
  readonly onChange: (result: PolicySet | LeashError) => void;
  /** Calls its argument every now and then, and returns what ends that; a test calls it by hand. */
  readonly schedule?: (poll: () => Promise<void>) => () => void;
}

/**
 * Notices changes of policy files by polling, which works on every file system and survives editors that replace
 * files. A change is loaded once two polls in a row saw the same files, so that a file between deletion and
 * replacement, or written in several steps, is not taken for the new state.
 */
export function watchPolicies(options: WatchOptions): { close(): void } {
  const { sources, environment, onChange, schedule = everySoOften } = options;
  let loaded = options.seen;
  let pending = options.seen;
  let inForce = options.inForce;
  let isBusy = false;
  let isClosed = false;

  async function poll(): Promise<void> {
    if (isBusy || isClosed) return;
    isBusy = true;
    try {
      await look();
    } finally {
      isBusy = false;
    }
  }

  async function look(): Promise<void> {
    const signature = await signatureOf(sources);
    const isSettled = signature === pending;
    pending = signature;
    if (!isSettled || signature === loaded) return;
    const result = await load();
    loaded = signature;
    if (isClosed) return;
    if (result instanceof LeashError) inForce = null;
    else if (result.hash === inForce) return;
    else inForce = result.hash;
    onChange(result);
  }

  async function load(): Promise<PolicySet | LeashError> {
    try {
      return await loadPolicySet(sources, environment);
    } catch (error) {
      if (error instanceof LeashError) return error;
      return new LeashError('ERR_POLICY_INVALID', 'the policies cannot be loaded', { cause: error });
    }
  }

  const stop = schedule(poll);
  return {
    close() {
      isClosed = true;
      stop();
    },
  };
}

const INTERVAL_MS = 300;

function everySoOften(poll: () => Promise<void>): () => void {
  const timer = setInterval(() => void poll(), INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
