import type { Decider, Decision, Outcome, Question } from './decision.ts';
import { deniedBy, LeashDenied, LeashUnavailable, notRun, withheld } from './errors.ts';
import { isPlainObject, NotPlain, plainCopy } from './plainCopy.ts';

/** A call that is to be decided and then run. */
export interface Performed<R> {
  readonly question: Question;
  readonly run: () => R;
}

/**
 * Runs a call if it is allowed, and hands over what it returned as the rules want it. INVARIANT: nothing is run that was
 * not allowed, with the decision in the log.
 */
export async function perform<R>(decider: Decider, { question, run }: Performed<R>): Promise<Awaited<R>> {
  const decision = await admit(decider, question);
  const { action } = question;
  const settle = stopwatch(decider, decision);
  let result: Awaited<R>;
  try {
    result = await run();
  } catch (error) {
    settle('tool-error', null);
    throw await shownError(decider, action, decision, error);
  }
  if (decision.obligations.length === 0) {
    settle('success', bytesOf(result));
    return result;
  }
  try {
    const shown = await shownResult(decider, action, decision, result);
    settle('success', bytesOf(shown));
    return shown;
  } catch (error) {
    settle('tool-error', null);
    throw error;
  }
}

/** How a stream goes on where the rules want what it says looked through. */
export type Gathering = 'join-texts' | 'last-value';

/** The same for a generator, which runs only while somebody reads it. */
export async function* performStream<T, R, N>(
  decider: Decider,
  { question, run }: Performed<Source<T, R, N>>,
  gathering: Gathering,
): AsyncGenerator<T, R, N> {
  const decision = await admit(decider, question);
  const settle = stopwatch(decider, decision);
  let status: Outcome['status'] = 'cancelled';
  try {
    const isOpen = decision.obligations.length === 0;
    const result = isOpen ? yield* run() : yield* gathered(decider, question.action, decision, { run, gathering });
    status = 'success';
    return result;
  } catch (error) {
    status = 'tool-error';
    throw await shownError(decider, question.action, decision, error);
  } finally {
    settle(status, null);
  }
}

/** What a generator function makes. */
export type Source<T, R, N> = AsyncGenerator<T, R, N> | Generator<T, R, N>;

/** Asks, and goes on only where everything the rules want can be done. */
async function admit(decider: Decider, question: Question): Promise<Decision> {
  const { action, signal } = question;
  const decision = await decider.decide(question);
  if (decision.receipt === null) {
    throw new LeashUnavailable(
      decision.denial ?? `the decision is not recorded, so nothing was run: ${decision.reason}`,
    );
  }
  if (!decision.allowed || decision.effect === 'deny') throw deniedBy(action, decision);
  if (signal?.aborted !== true) return decision;
  decider.settle(decision, { status: 'cancelled', durationMs: 0, body: null });
  throw notRun(action, decision, 'it was called off before it was run');
}

async function shownResult<T>(decider: Decider, action: string, decision: Decision, result: T): Promise<T> {
  if (result === undefined) return result;
  let plain;
  try {
    plain = plainCopy(result);
  } catch (error) {
    if (error instanceof NotPlain) throw withheld(action, decision, `it could not be looked through: ${error.message}`);
    throw withheld(action, decision, 'it could not be looked through');
  }
  const looked = await lookedAt(decider, decision, plain);
  if (looked.kind === 'withheld') throw withheld(action, decision, looked.why);
  return looked.value as T; // Of the same shape: only texts in it are replaced.
}

/** An error speaks to the model as well as a result. */
async function shownError(decider: Decider, action: string, decision: Decision, error: unknown): Promise<unknown> {
  if (decision.obligations.length === 0 || isOurs(error)) return error;
  try {
    const looked = await lookedAt(decider, decision, wordsOf(error));
    if (looked.kind === 'passed' && looked.value === wordsOf(error)) return error;
  } catch {
    // What cannot be read is kept back like what may not be.
  }
  return withheld(action, decision, 'it failed, and what it said of that may not be shown');
}

function isOurs(error: unknown): boolean {
  // Not by its name: whatever answers a tool may choose that.
  return error instanceof LeashDenied || error instanceof LeashUnavailable;
}

/** All that frameworks show of an error. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : JSON.stringify(plainCopy(error));
  const own = JSON.stringify(plainCopy(Object.fromEntries(Object.entries(error))));
  const cause = error.cause === undefined ? '' : wordsOf(error.cause);
  return [error.name, error.message, error.stack ?? '', own, cause].join('\n');
}

async function lookedAt(decider: Decider, decision: Decision, value: ReturnType<typeof plainCopy>) {
  try {
    return await decider.look(decision, value);
  } catch {
    return { kind: 'withheld', why: 'it could not be looked through' } as const;
  }
}

interface Gathered<T, R, N> {
  readonly run: () => Source<T, R, N>;
  readonly gathering: Gathering;
}

/** Lets nothing out before all of it was looked through: a secret may stand across two pieces. */
async function* gathered<T, R, N>(
  decider: Decider,
  action: string,
  decision: Decision,
  { run, gathering }: Gathered<T, R, N>,
): AsyncGenerator<T, R, N> {
  const source = run();
  const pieces: T[] = [];
  let size = 0;
  for (;;) {
    const step = await source.next(...NOTHING_SENT);
    if (step.done === true) {
      yield* await shownPieces(decider, action, decision, { pieces, gathering });
      return await shownResult(decider, action, decision, step.value);
    }
    const { value } = step;
    if (gathering === 'last-value') pieces.length = 0;
    else size += typeof value === 'string' ? value.length : Infinity;
    if (size > MOST_GATHERED) {
      await source.return(undefined as never); // It is over: nobody reads what it returns.
      throw withheld(action, decision, 'only a stream of texts, and no endless one, can be looked through');
    }
    pieces.push(value);
  }
}

const MOST_GATHERED = 16 * 1024 * 1024;
const NOTHING_SENT: [] = [];

async function shownPieces<T>(
  decider: Decider,
  action: string,
  decision: Decision,
  { pieces, gathering }: { readonly pieces: readonly T[]; readonly gathering: Gathering },
): Promise<readonly T[]> {
  if (pieces.length === 0) return [];
  if (gathering === 'last-value') return Promise.all(pieces.map((one) => shownResult(decider, action, decision, one)));
  const joined = pieces.join('');
  return [(await shownResult(decider, action, decision, joined)) as T]; // All pieces are texts, so T is.
}

function stopwatch(decider: Decider, decision: Decision) {
  const start = performance.now();
  return (status: Outcome['status'], body: Uint8Array | null): void => {
    decider.settle(decision, { status, durationMs: performance.now() - start, body });
  };
}

/** What came back, to be digested and counted; null where it is no JSON. */
function bytesOf(result: unknown): Uint8Array | null {
  if (typeof result === 'string') return Buffer.from(result, 'utf8');
  if (result !== null && typeof result === 'object' && !Array.isArray(result) && !isPlainObject(result)) return null;
  try {
    return Buffer.from(JSON.stringify(plainCopy(result)), 'utf8');
  } catch {
    return null;
  }
}
