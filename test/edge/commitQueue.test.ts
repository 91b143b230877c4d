import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { EntryDraft, Receipt } from '../../src/audit/entry.ts';
import { LeashError } from '../../src/errors.ts';
import type { CommitQueue, QueueLimits, Written } from '../../src/edge/commitQueue.ts';
import { commitQueue } from '../../src/edge/commitQueue.ts';
import { appended, decision, event, outcome } from '../support/drafts.ts';

/** A commit that ends when the test says so. */
interface Flight {
  readonly drafts: readonly EntryDraft[];
  land(): void;
  fail(error?: unknown): void;
}

interface Bench {
  readonly queue: CommitQueue;
  readonly flights: Flight[];
  readonly warnings: string[];
  /** The names of the drafts that were written, in the order of the log. */
  readonly log: string[];
  /** Lets everything that waits for nothing but its turn happen. */
  settle(): Promise<void>;
}

const DISK = new LeashError('ERR_LOG_UNAVAILABLE', 'the disk is full');

function bench(limits: Partial<QueueLimits> = {}): Bench {
  const flights: Flight[] = [];
  const warnings: string[] = [];
  const log: string[] = [];
  const queue = commitQueue({
    clock: () => ({ ms: 2_000, monoNs: 5_000 }),
    warn: (message) => warnings.push(message),
    limits,
    commit: (drafts) =>
      new Promise<readonly Written[]>((resolve, reject) => {
        flights.push({
          drafts,
          land() {
            const written = drafts.map((draft, index) => receipt(log.length + index, draft));
            log.push(...drafts.map(nameOf));
            resolve(written);
          },
          fail: (error: unknown = DISK) => reject(error instanceof Error ? error : new Error(String(error))),
        });
      }),
  });
  return {
    queue,
    flights,
    warnings,
    log,
    settle: async () => {
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

function receipt(index: number, draft: EntryDraft): Receipt {
  return { shard: '00', index, recordId: nameOf(draft) } as Receipt;
}

function nameOf(draft: EntryDraft): string {
  switch (draft.phase) {
    case 'decision':
      return draft.reason;
    case 'outcome':
      return `${draft.status} of ${draft.parent.recordId}`;
    case 'event':
      return draft.session;
  }
}

function call(name: string) {
  return decision({ reason: name });
}

function note(name: string) {
  return event({ session: name });
}

function flight({ flights }: Bench, index: number): Flight {
  const found = flights[index];
  if (found === undefined) throw new Error(`there is no flight ${index}`);
  return found;
}

describe('the commit queue', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('puts all that one turn brings into one commit', async () => {
    const at = bench();
    const answers = [appended(at.queue, call('a')), appended(at.queue, call('b'))];
    expect(at.flights).toHaveLength(0);
    await at.settle();
    expect(at.flights).toHaveLength(1);
    flight(at, 0).land();
    expect(await Promise.all(answers)).toMatchObject([{ recordId: 'a' }, { recordId: 'b' }]);
  });

  it('gathers the next commit while one is in flight', async () => {
    const at = bench();
    void appended(at.queue, call('a'));
    await at.settle();
    void appended(at.queue, call('b'));
    await at.settle();
    void appended(at.queue, call('c'));
    await at.settle();
    expect(at.flights).toHaveLength(1);
    expect(at.queue.backlog).toBe(3);
    flight(at, 0).land();
    await at.settle();
    expect(at.flights).toHaveLength(2);
    flight(at, 1).land();
    await at.settle();
    expect(at.log).toEqual(['a', 'b', 'c']);
    expect(at.queue.backlog).toBe(0);
  });

  it('commits no more at once than it may', async () => {
    const at = bench({ batch: 2 });
    const answers = ['a', 'b', 'c', 'd', 'e'].map((name) => appended(at.queue, call(name)));
    for (const size of [2, 2, 1]) {
      await at.settle();
      expect(at.flights.at(-1)?.drafts).toHaveLength(size);
      at.flights.at(-1)?.land();
    }
    expect(await Promise.all(answers)).toMatchObject(['a', 'b', 'c', 'd', 'e'].map((recordId) => ({ recordId })));
  });

  it('keeps the order of notes and decisions', async () => {
    const at = bench();
    at.queue.note(note('n1'));
    void appended(at.queue, call('a'));
    at.queue.note(note('n2'));
    await at.settle();
    flight(at, 0).land();
    await at.settle();
    expect(at.log).toEqual(['n1', 'a', 'n2']);
  });

  it('lets a note wait for company, but not for ever', async () => {
    const at = bench({ idleMs: 25 });
    at.queue.note(note('n'));
    await vi.advanceTimersByTimeAsync(24);
    expect(at.flights).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(at.flights).toHaveLength(1);
  });

  it('lets notes that came during a commit wait as well', async () => {
    const at = bench({ idleMs: 25 });
    void appended(at.queue, call('a'));
    await at.settle();
    at.queue.note(note('n'));
    flight(at, 0).land();
    await at.settle();
    expect(at.flights).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(25);
    expect(at.flights).toHaveLength(2);
  });

  it('never answers within the call that asks', async () => {
    const at = bench({ drafts: 0 });
    let answered = false;
    at.queue.append(call('a'), () => {
      answered = true;
    });
    expect(answered).toBe(false);
    await at.settle();
    expect(answered).toBe(true);
  });

  it('tells each caller once, even if another caller throws', async () => {
    const at = bench();
    const told = vi.fn();
    const thrown = await uncaughtDuring(async () => {
      at.queue.append(call('a'), () => {
        throw new Error('a caller of no manners');
      });
      at.queue.append(call('b'), told);
      await at.settle();
      flight(at, 0).land();
      await at.settle();
    });
    expect(told).toHaveBeenCalledTimes(1);
    expect(thrown).toMatchObject([{ message: 'a caller of no manners' }]);
  });

  it('tells its callers even if nobody can be warned', async () => {
    const queue = commitQueue({
      clock: () => ({ ms: 0, monoNs: 0 }),
      warn: () => {
        throw new Error('nobody listens');
      },
      commit: () => Promise.reject(DISK),
    });
    const thrown = await uncaughtDuring(async () => {
      expect(await appended(queue, call('a'))).toBe(DISK);
      expect(await appended(queue, call('b'))).toBe(DISK);
    });
    expect(thrown).toHaveLength(1);
  });
});

/** What surfaces as uncaught meanwhile; the test runner's own listeners are set aside. */
async function uncaughtDuring(act: () => Promise<void>): Promise<unknown[]> {
  const thrown: unknown[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', (error) => thrown.push(error));
  try {
    await act();
    await vi.advanceTimersByTimeAsync(0);
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  }
  return thrown;
}

describe('a commit that fails', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('refuses every decision in it, and the next one is tried', async () => {
    const at = bench();
    const failed = [appended(at.queue, call('a')), appended(at.queue, call('b'))];
    await at.settle();
    flight(at, 0).fail();
    expect(await Promise.all(failed)).toEqual([DISK, DISK]);
    const next = appended(at.queue, call('c'));
    await at.settle();
    flight(at, 1).land();
    expect(await next).toMatchObject({ recordId: 'c' });
    expect(at.log).toEqual(['c']);
  });

  it('is told to people once, and so is its end', async () => {
    const at = bench();
    for (const fails of [true, true, false]) {
      void appended(at.queue, call('a'));
      await at.settle();
      if (fails) at.flights.at(-1)?.fail();
      else at.flights.at(-1)?.land();
      await at.settle();
    }
    expect(at.warnings).toEqual(['the disk is full', 'the audit log can be written again']);
  });

  it('keeps its notes for the next one', async () => {
    const at = bench();
    at.queue.note(note('n1'));
    void appended(at.queue, call('a'));
    await at.settle();
    flight(at, 0).fail();
    await at.settle();
    at.queue.note(note('n2'));
    void appended(at.queue, call('b'));
    await at.settle();
    flight(at, 1).land();
    await at.settle();
    expect(at.log).toEqual(['n1', 'n2', 'b']);
  });

  it('retries only a few of many notes with each decision, so that a small write can succeed', async () => {
    const at = bench();
    for (let index = 0; index < 500; index += 1) at.queue.note(note(`n${index}`));
    void appended(at.queue, call('a'));
    await at.settle();
    flight(at, 0).fail();
    await at.settle();
    void appended(at.queue, call('b'));
    await at.settle();
    expect(flight(at, 1).drafts).toHaveLength(65);
  });

  it('keeps no more notes than it may, and says how many it lost', async () => {
    const at = bench({ retries: 3 });
    for (let index = 0; index < 5; index += 1) at.queue.note(note(`n${index}`));
    void appended(at.queue, call('a'));
    await at.settle();
    flight(at, 0).fail();
    await at.settle();
    expect(at.queue.backlog).toBe(3);
    expect(at.warnings[1]).toMatch(/^2 outcomes or events/);
  });

  it('that fails with anything else is a failure of the log', async () => {
    const at = bench();
    const failed = appended(at.queue, call('a'));
    await at.settle();
    const cause = new TypeError('unforeseen');
    flight(at, 0).fail(cause);
    expect(await failed).toMatchObject({ code: 'ERR_LOG_UNAVAILABLE', cause });
  });
});

describe('a draft that cannot be written while its neighbours can', () => {
  it('fails alone', async () => {
    const bad = new LeashError('ERR_LOG_UNAVAILABLE', 'the entry cannot be sealed');
    const warnings: string[] = [];
    const queue = commitQueue({
      clock: () => ({ ms: 0, monoNs: 0 }),
      warn: (message) => warnings.push(message),
      commit: (drafts) =>
        Promise.resolve(drafts.map((draft, index) => (nameOf(draft).startsWith('bad') ? bad : receipt(index, draft)))),
    });
    queue.note(note('bad note'));
    const answers = [call('bad'), call('good')].map((draft) => appended(queue, draft));
    expect(await Promise.all(answers)).toMatchObject([bad, { recordId: 'good' }]);
    expect(warnings).toEqual([bad.message]);
    expect(queue.backlog).toBe(0);
  });

  it('fails when the commit says nothing of it', async () => {
    const queue = commitQueue({
      clock: () => ({ ms: 0, monoNs: 0 }),
      warn: () => undefined,
      commit: () => Promise.resolve([]),
    });
    expect(await appended(queue, call('a'))).toBeInstanceOf(LeashError);
  });
});

describe('a queue at its bound', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('refuses one draft more than it may hold, and takes drafts again when there is room', async () => {
    const at = bench({ drafts: 2 });
    const taken = [appended(at.queue, call('a')), appended(at.queue, call('b'))];
    expect(await appended(at.queue, call('c'))).toMatchObject({ code: 'ERR_LOG_OVERLOADED' });
    await at.settle();
    flight(at, 0).land();
    await Promise.all(taken);
    void appended(at.queue, call('d'));
    await at.settle();
    expect(at.flights).toHaveLength(2);
  });

  it('counts what arguments weigh, until they are written', async () => {
    const at = bench({ bytes: 250_000 });
    const large = decision({ reason: 'large', args: { text: 'x'.repeat(100_000) } });
    const taken = [appended(at.queue, large), appended(at.queue, large)];
    expect(await appended(at.queue, large)).toMatchObject({ code: 'ERR_LOG_OVERLOADED' });
    await at.settle();
    expect(await appended(at.queue, large)).toMatchObject({ code: 'ERR_LOG_OVERLOADED' });
    flight(at, 0).land();
    await Promise.all(taken);
    void appended(at.queue, large);
    await at.settle();
    expect(at.flights).toHaveLength(2);
  });

  it('forgets the weight of decisions that failed', async () => {
    const at = bench({ bytes: 150_000 });
    const large = decision({ reason: 'large', args: { text: 'x'.repeat(100_000) } });
    for (let times = 0; times < 3; times += 1) {
      const failed = appended(at.queue, large);
      await at.settle();
      at.flights.at(-1)?.fail();
      expect(await failed).toBe(DISK);
    }
  });

  it('drops notes beyond it and says so', async () => {
    const at = bench({ drafts: 1 });
    at.queue.note(note('n1'));
    at.queue.note(note('n2'));
    expect(at.queue.backlog).toBe(1);
    expect(at.warnings).toHaveLength(1);
    await at.settle();
  });
});

describe('a commit that hangs', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function hang(limits: Partial<QueueLimits> = {}) {
    const at = bench({ stallMs: 10_000, ...limits });
    const flying = appended(at.queue, call('flying'));
    await at.settle();
    const waiting = appended(at.queue, call('waiting'));
    at.queue.note(note('n'));
    await vi.advanceTimersByTimeAsync(10_000);
    return { at, flying, waiting };
  }

  it('does not keep its callers waiting, nor those behind it', async () => {
    const { at, flying, waiting } = await hang();
    expect(await flying).toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
    expect(await waiting).toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
    expect(await appended(at.queue, call('later'))).toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
    expect(at.warnings).toHaveLength(1);
  });

  it('waits until the time is up', async () => {
    const at = bench({ stallMs: 10_000 });
    const flying = appended(at.queue, call('flying'));
    await vi.advanceTimersByTimeAsync(9_999);
    flight(at, 0).land();
    expect(await flying).toMatchObject({ recordId: 'flying' });
  });

  it('and lands at last is recorded as not forwarded, since its callers were told no', async () => {
    const { at } = await hang();
    flight(at, 0).land();
    await vi.advanceTimersByTimeAsync(25);
    flight(at, 1).land();
    await at.settle();
    expect(at.log).toEqual(['flying', 'n', 'not-forwarded of flying']);
    const again = appended(at.queue, call('again'));
    await at.settle();
    flight(at, 2).land();
    expect(await again).toMatchObject({ recordId: 'again' });
  });

  it('says nothing of denials that land at last: they were denied either way', async () => {
    const at = bench({ stallMs: 10_000 });
    void appended(at.queue, decision({ reason: 'denied', effect: 'deny' }));
    await vi.advanceTimersByTimeAsync(10_000);
    flight(at, 0).land();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(at.log).toEqual(['denied']);
    expect(at.flights).toHaveLength(1);
  });

  it('and fails at last leaves its callers as they were told', async () => {
    const { at, flying } = await hang();
    flight(at, 0).fail();
    await at.settle();
    expect(await flying).toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
    const again = appended(at.queue, call('again'));
    await at.settle();
    flight(at, 1).land();
    expect(await again).toMatchObject({ recordId: 'again' });
    expect(at.log).toEqual(['n', 'again']);
  });

  it('does not keep the process from ending', async () => {
    const { at } = await hang();
    expect(await at.queue.drain()).toBe(false);
  });

  it('ends a drain that was already waiting', async () => {
    const at = bench({ stallMs: 10_000 });
    void appended(at.queue, call('flying'));
    await at.settle();
    const drained = at.queue.drain();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await drained).toBe(false);
  });
});

describe('drain', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('writes what is queued, notes included, and takes nothing more', async () => {
    const at = bench();
    void appended(at.queue, call('a'));
    await at.settle();
    at.queue.note(note('n'));
    const drained = at.queue.drain();
    expect(await appended(at.queue, call('late'))).toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
    flight(at, 0).land();
    await at.settle();
    flight(at, 1).land();
    expect(await drained).toBe(true);
    expect(at.log).toEqual(['a', 'n']);
  });

  it('gives up what cannot be written, and says so', async () => {
    const at = bench();
    at.queue.note(note('n'));
    const drained = at.queue.drain();
    await at.settle();
    flight(at, 0).fail();
    expect(await drained).toBe(true);
    expect(at.warnings).toHaveLength(2);
    expect(at.warnings[1]).toMatch(/^1 outcomes or events/);
  });

  it('of an empty queue is done at once', async () => {
    expect(await bench().queue.drain()).toBe(true);
  });
});

describe('disown', () => {
  it('knows when the decision was made, and when it was given up', async () => {
    vi.useFakeTimers();
    const at = bench();
    const draft = call('a');
    at.queue.disown([draft], [receipt(4, draft)]);
    await vi.advanceTimersByTimeAsync(25);
    expect(flight(at, 0).drafts).toEqual([
      outcome(receipt(4, draft), {
        at: { ms: 2_000, monoNs: 5_000 },
        status: 'not-forwarded',
        durationNs: 4_000,
        body: null,
      }),
    ]);
    vi.useRealTimers();
  });
});
